// What somebody sees of the country: the map, the film of the weeks of a round, and curves of weekly numbers.

import { el, fill, say } from "./dom.js";
import { CountryMap, unpacked } from "./map.js";
import { curves, movedMost } from "./curves.js";

const FIRST_LAYERS = ["control", "believed_threat", "violence", "need", "believed_need"];

const [HINT, GOALS, OTHERS] = ["what to look at", "your goals", "others"];
const OWN = [HINT, GOALS]; // sets that are shown open; all others are folded under one heading
const REPORTED = { key: "reported", label: "Attacks reported, by sector", unit: "attacks", low: 0, high: 5 };

export class Situation {
  /**
   * @param {Element} place Where it is drawn.
   * @param {object} link The line to the server.
   * @param {object} options query: what to add to addresses, such as "role=truth"; goals(): columns behind own goals;
   *   named(): labels in small letters of columns that a hint speaks of, which come first;
   *   most: most curves shown; bare: no list of events.
   */
  constructor(place, link, options = {}) {
    this.link = link;
    this.options = { query: "", goals: () => [], named: () => [], most: Infinity, bare: false, ...options };
    this.films = new Map();
    this.film = null;
    this.timer = null;
    this.build(place);
  }

  build(place) {
    this.layers = el("select", { id: `layers-${Math.random().toString(36).slice(2)}`, onchange: () => this.showMap() });
    this.mapPlace = el("div", { class: "map" });
    this.play = el("button", { class: "strong", type: "button", onclick: () => this.toggle() }, "▶ Play the weeks");
    this.slider = el("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": "Week shown", oninput: () => this.show(Number(this.slider.value), true) });
    this.weekWords = el("span", { class: "week" });
    this.rounds = el("select", { "aria-label": "Round whose weeks are played", onchange: () => this.pickRound(Number(this.rounds.value)) });
    this.filmBar = el("div", { class: "film", hidden: true }, this.play, this.slider, this.weekWords);
    this.filmPick = el("div", { hidden: true }, el("label", { for: (this.rounds.id = `${this.layers.id}-r`) }, "Weeks of"), this.rounds);
    this.happened = el("ul", { class: "news happened", "aria-label": "What happened in the week shown" });
    this.note = el("p", { class: "small" });
    this.moved = el("div", { class: "movedmost" });
    this.beside = el("div");
    this.twin = null; // the same weeks without an order: series by key, and words for it
    this.curvesPlace = el("div", { class: "curvegroups" });
    this.empty = el("p", { class: "empty" }, "Nothing has been reported yet.");
    this.all = el("div", { hidden: true },
      el("div", { class: "seen" },
        el("div", { class: "onmap" },
          el("div", { class: "pick" }, el("div", {}, el("label", { for: this.layers.id }, "Map shows"), this.layers), this.filmPick),
          this.filmBar, this.mapPlace, this.note, this.moved, this.happened),
        el("div", { class: "oncurves" }, this.beside, this.curvesPlace)));
    fill(place, this.empty, this.all);
  }

  address(path, more = "") {
    const query = [more, this.options.query].filter(Boolean).join("&");
    return query ? `${path}?${query}` : path;
  }

  /** Fetch what is seen now, and the weeks of the round played last (0 for none), whose film begins if `run`. */
  async refresh(played, run = false) {
    this.wanted = (this.wanted ?? 0) + 1;
    const mine = this.wanted;
    try {
      const view = await this.link.get(this.address("/api/view"));
      if (view.version !== this.version) this.films.clear(); // the class went on, or back: weeks may be others now
      this.version = view.version;
      const film = played ? await this.film_of(played) : null;
      if (mine !== this.wanted) return;
      this.take(view, film, played);
      if (run && film && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.start();
    } catch (error) {
      if (error.code !== "phase") say(error.message, "bad");
    }
  }

  async film_of(round) {
    if (!this.films.has(round)) {
      const film = await this.link.get(this.address("/api/film", `round=${round}`)).catch((error) => {
        if (error.code === "phase" || error.code === "missing") return null;
        throw error;
      });
      if (!film?.weeks?.length) return null;
      for (const week of film.weeks) week.map = Object.fromEntries(Object.entries(week.map ?? {}).map(([key, cells]) => [key, unpacked(cells)]));
      this.films.set(round, film);
    }
    return this.films.get(round);
  }

  /** Forget films: the class stepped back, or somebody else's eyes are looked through. */
  reset(query = this.options.query) {
    this.stop();
    this.options.query = query;
    this.films.clear();
    this.film = this.view = this.map = null;
  }

  take(view, film, played) {
    this.stop();
    this.view = view;
    this.film = film;
    this.since = film ? film.first : 0;
    this.empty.hidden = true;
    this.all.hidden = false;
    if (!this.map) {
      const scene = { ...view.scene };
      for (const key of ["sector", "road", "border", "camp", "coast", "land"]) if (scene[key]) scene[key] = unpacked(scene[key]);
      this.map = new CountryMap(this.mapPlace, scene);
    }
    this.choices();
    fill(this.rounds, Array.from({ length: played }, (_, i) => el("option", { value: played - i }, played - i > (this.link.parts.class?.rounds ?? Infinity) ? "after the rounds" : `round ${played - i}`)));
    this.filmPick.hidden = played < 2;
    this.roll(film);
  }

  roll(film) {
    this.film = film;
    this.filmBar.hidden = !film;
    if (film) {
      this.slider.min = film.first;
      this.slider.max = film.last;
    }
    this.show(film ? film.last : null);
  }

  async pickRound(round) {
    this.stop();
    this.roll(await this.film_of(round));
    this.start();
  }

  choices() {
    const kept = this.layers.value;
    const known = [...this.view.layers.filter((layer) => this.view.map[layer.key]), REPORTED];
    const group = (label, list) => list.length && el("optgroup", { label }, list.map((layer) => el("option", { value: layer.key }, titled(layer.label))));
    fill(this.layers, group("As it is reported", known.filter((layer) => !layer.belief)),
      group("What your organisation believes", known.filter((layer) => layer.belief)));
    this.layers.parentElement.hidden = known.length < 2;
    const first = [kept, ...FIRST_LAYERS].find((key) => known.some((layer) => layer.key === key));
    this.layers.value = first ?? known[0]?.key ?? "";
  }

  /** Show one week: null is the last one known. */
  show(week, byHand = false) {
    if (byHand) this.stop();
    this.week = week;
    if (week !== null) this.slider.value = week;
    this.weekWords.textContent = week === null ? "" : `week ${week + 1}`;
    this.slider.setAttribute("aria-valuetext", this.weekWords.textContent);
    this.showMap();
    this.showCurves();
    this.showEvents();
  }

  frame() {
    return this.film && this.week !== null ? this.film.weeks.find((one) => one.week === this.week) : null;
  }

  showMap() {
    if (!this.map) return;
    const layer = this.view.layers.find((one) => one.key === this.layers.value);
    if (layer) this.map.show(layer, this.frame()?.map[layer.key] ?? this.view.map[layer.key]);
    else this.showReported();
    this.note.textContent = layer?.belief ? "This is what your organisation believes. It may be wrong, and others may know better." : "";
  }

  /** Colour sectors by attacks that were reported: in a week of the film, or in all of its weeks where it stands still. */
  showReported() {
    const { sector } = this.map.scene;
    const film = this.film;
    const whole = !film || (this.week === film.last && !this.timer);
    const events = !film ? this.view.events : whole ? film.weeks.flatMap((one) => one.events) : this.frame().events;
    const counts = Array.from({ length: Math.max(...sector) + 1 }, () => 0);
    for (const event of events) if (/^attack|^abuse/.test(event.kind) && event.sector >= 0) counts[event.sector] += 1;
    const most = Math.max(5, ...counts);
    this.map.show({ ...REPORTED, high: most, counts }, Uint8Array.from(sector, (one) => Math.round((254 * (counts[one] ?? 0)) / most)));
  }

  showCurves() {
    const { columns, weeks, series } = this.view;
    const numbers = columns.filter((column) => (series[column.key] ?? []).some(Number.isFinite));
    const goals = this.options.goals();
    const named = this.options.named();
    const since = this.film?.first ?? this.since;
    const upto = this.week ?? Infinity;
    const played = this.film ? this.film.last : weeks.at(-1);
    const most = this.film && upto >= played ? movedMost(numbers, series, weeks, since, upto) : [];
    fill(this.moved, most.length > 0 && [el("h3", {}, `Moved most since week ${since + 1}`), el("ul", {}, most.map(([column, words, way]) => el("li", {}, column.label, " ", el("strong", { class: way }, words))))]);
    const open = new Set([...this.curvesPlace.querySelectorAll(".curve[open]")].map((one) => one.dataset.column));
    const shut = new Map([...this.curvesPlace.querySelectorAll("details.set")].map((one) => [one.dataset.set, !one.open]));
    const sets = new Map();
    for (const column of numbers.slice(0, this.options.most)) {
      const set = named.some((name) => ` ${column.label.toLowerCase()} `.includes(` ${name} `)) ? HINT : goals.includes(column.key) ? GOALS : column.set ?? "numbers";
      sets.set(set, [...(sets.get(set) ?? []), column]);
    }
    const boxes = [...sets].sort(([a], [b]) => rank(a) - rank(b)).map(([set, list]) => {
      const grid = el("div", { class: "curves" });
      curves(grid, { columns: list, series, weeks, since, upto, first: goals, twin: this.twin });
      const own = OWN.includes(set);
      return [own, el("details", { class: "set", "data-set": set, open: !shut.get(set) }, el("summary", {}, own ? titled(set) : `From ${set}`), grid)];
    });
    const [first, rest] = [true, false].map((own) => boxes.filter((box) => box[0] === own).map((box) => box[1]));
    if (first.length === 0) first.push(...rest.splice(0, 1)); // no goal that is a number, and no hint
    const folded = rest.length > 0;
    const others = rest.flatMap((box) => [...box.querySelectorAll(".curve")]).length;
    fill(this.curvesPlace, this.twin?.changed && el("p", { class: "twinwords" }, el("svg", { viewBox: "0 0 26 8", "aria-hidden": "true" }, el("line", { x1: 0, y1: 4, x2: 26, y2: 4 })), ` ${this.twin.words}`), first,
      folded ? el("details", { class: "set others", "data-set": OTHERS, open: shut.get(OTHERS) === false }, el("summary", {}, `All other numbers (${others})`), named.length > 0 && this.moved, rest) : rest,
      numbers.length === 0 && el("p", { class: "empty" }, "Curves begin when the first weeks have been played."));
    for (const key of open) this.curvesPlace.querySelector(`.curve[data-column="${CSS.escape(key)}"]`)?.setAttribute("open", "");
  }

  showEvents() {
    const frame = this.frame();
    if (this.options.bare || !this.view) return;
    const events = frame ? frame.events.map((event) => ({ ...event, week: frame.week })) : this.view.events.slice(-12).reverse();
    const lines = events.filter((event, i) => !frame || events.slice(0, i).filter((one) => one.kind === event.kind).length < 2); // of a kind, a week's first two
    const more = events.length - lines.length;
    fill(this.happened, lines.map((event) => el("li", {},
      el("span", { class: "when" }, `week ${event.week + 1}${event.sector >= 0 ? `, sector ${event.sector + 1}` : ""} `), event.text)),
      more > 0 && el("li", { class: "small" }, `and ${more} more of these kinds`),
      frame && events.length === 0 && el("li", { class: "empty" }, `Nothing was reported in week ${frame.week + 1}.`));
  }

  toggle() {
    if (this.timer) this.stop();
    else this.start();
  }

  start() {
    if (!this.film) return;
    this.stop();
    const { first, last } = this.film;
    const from = this.week === null || this.week >= last ? first : this.week;
    const pace = Math.min(1300, Math.max(350, 16_000 / (last - first + 1)));
    fill(this.play, "❚❚ Stop");
    this.show(from);
    this.timer = setInterval(() => {
      if (this.week >= last) this.stop();
      else this.show(this.week + 1);
    }, pace);
  }

  stop() {
    clearInterval(this.timer);
    const ran = this.timer !== null;
    this.timer = null;
    fill(this.play, "▶ Play the weeks");
    if (ran) this.showMap();
  }

  redraw() {
    if (this.map) this.showMap();
  }
}

function titled(text) {
  return text ? text[0].toUpperCase() + text.slice(1) : text;
}

function rank(set) {
  return set === HINT ? -1 : set === GOALS ? 0 : set === "the news" ? 2 : 1;
}

