// For whoever plays alone: the same weeks with the same luck, but without one's own orders, and what came of each axis.

import { el, fill } from "./dom.js";
import { differences } from "./curves.js";
import { ONE_PAIR, byLuck, differTable, judged } from "./luck.js";

const ALL = 0;

export class Without {
  /**
   * @param {object} link The line to the server.
   * @param {object} situation Where the curves are; the twin run is drawn dashed in them.
   */
  constructor(link, situation) {
    this.link = link;
    this.situation = situation;
    this.drawn = "";
  }

  /** Offer the twin run beside the curves, once for each round that has been played. */
  draw({ clock, class: about, rulings, view }) {
    const place = this.situation.beside;
    const rounds = [...new Set((rulings ?? []).filter((one) => one.changed).map((one) => one.round))].sort((a, b) => b - a);
    const shown = about?.solo && !["lobby", "resolving"].includes(clock.phase) && rounds.length > 0;
    const key = JSON.stringify([shown, rounds, view?.version]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.situation.twin = null;
    if (!shown) return fill(place);
    this.pick = el("select", { id: "without-round", "aria-label": "Without which orders" }, rounds.map((one) => el("option", { value: one }, `the orders of round ${one}`)), rounds.length > 1 && el("option", { value: ALL }, "any order of yours"));
    const button = el("button", { type: "button", onclick: () => this.ask(button) }, "Play it without them");
    this.told = el("div", { "aria-live": "polite" });
    fill(place, el("section", { class: "panel hint without" }, el("h3", {}, "What did your orders do?"),
      el("p", { class: "small" }, "Play the same weeks with the same luck, but without"),
      el("div", { class: "pick" }, el("div", {}, this.pick), el("div", {}, button)), this.told));
  }

  async ask(button) {
    const number = Number(this.pick.value);
    const version = this.drawn;
    button.disabled = true;
    try {
      const twin = await this.withBar(this.told, `/api/without?round=${number}`);
      if (version !== this.drawn) return; // the game went on meanwhile
      const words = number === ALL ? "without any order of yours" : `without your orders of round ${number}`;
      this.situation.twin = { ...twin, words };
      this.situation.showCurves();
      this.tell(twin, words);
      if (innerWidth < 900) this.told.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    } catch (error) {
      fill(this.told, el("p", { class: "wrong", role: "alert" }, error.message));
    }
    button.disabled = false;
  }

  tell(twin, words) {
    const { columns, series, weeks } = this.situation.view;
    const { goals, named } = this.situation.options;
    const first = new Set([...goals(), ...columns.filter((one) => named().includes(one.label.toLowerCase())).map((one) => one.key)]);
    const found = differences(columns, series, twin.series, twin.first, 6, first);
    const last = (weeks.at(-1) ?? 0) + 1, from = twin.first + 1;
    const span = from < last ? `Weeks ${from} to ${last}, counts added up, levels as mean` : `Week ${last}`;
    fill(this.told,
      found.length > 0 && differTable(["what", "with", "without", "what they did"], found, `${span}: with your orders, and ${words}`),
      found.length === 0 && el("p", {}, `Nothing yet: ${words}, every number that you see would stand where it stands. Some orders take months to show; ask again later.`),
      found.length > 0 && el("p", { class: "small" }, `${ONE_PAIR} Curves show the run without them dashed.`));
  }

  /** Show what came of each axis, with the player's orders and with nobody's. */
  async axes(place) {
    try {
      const { axes } = await this.withBar(place, "/api/axes");
      const rows = axes.map((axis) => ({
        ...judged(axis, axis.yours, axis.nobody, byLuck(axis.kind, ...axis.weekly, { end: axis.end })), mine: axis.yours, other: axis.nobody,
        head: [axis.title, " ", axis.goal && el("span", { class: "tag" }, "your goal"), el("small", {}, ` ${axis.text}`)],
      }));
      fill(place, differTable(["what", "with your orders", "without any order", "what they did"], rows), el("p", { class: "small" }, ONE_PAIR));
    } catch (error) {
      fill(place, el("p", { class: "wrong", role: "alert" }, error.message));
    }
  }

  /** Fetch something that is played for it, with a bar of the weeks played. */
  async withBar(place, path) {
    const bar = el("progress", { max: 1, "aria-label": "Weeks played" });
    const words = el("p", { class: "small" }, "The weeks are played once more.");
    fill(place, words, bar);
    const watch = setInterval(async () => {
      const { done, total } = await this.link.get("/api/without/progress").catch(() => ({}));
      if (!total) return;
      Object.assign(bar, { max: total, value: done });
      words.textContent = `The weeks are played once more: ${done} of ${total}.`;
    }, 700);
    try {
      return await this.link.get(path);
    } finally {
      clearInterval(watch);
    }
  }
}
