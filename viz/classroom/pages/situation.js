// What somebody sees of the country: the map, the film of the weeks of a round, and curves of weekly numbers.

import { el, fill, fit, say } from "./dom.js";
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
   *   unseen(): names of own goals whose numbers this role does not see;
   *   named(): labels in small letters of columns that a hint speaks of, which come first;
   *   most: most curves shown; bare: no list of events; wall: nobody scrolls, so that of curves and of a week's events
   *   those are shown for which there is a place; reached(): called when more or fewer weeks have been shown.
   */
  constructor(place, link, options = {}) {
    this.link = link;
    this.options = { query: "", goals: () => [], unseen: () => [], named: () => [], most: Infinity, bare: false, wall: false, reached: () => {}, ...options };
    this.upto = Infinity; // the last week of which news may be told: while a film runs for the first time, the week it has come to
    this.films = new Map();
    this.film = null;
    this.timer = null;
    this.build(place);
  }

  build(place) {
    this.place = place;
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
    this.when = el("p", { class: "mapwhen" });
    this.moved = el("div", { class: "movedmost" });
    this.beside = el("div");
    this.twin = null; // the same weeks without an order: series by key, and words for it
    this.own = el("div", { class: "watch curvegroups" }); // what one is to look at, and own goals
    this.curvesPlace = el("div", { class: "curvegroups" });
    this.empty = el("p", { class: "empty" }, "Nothing has been reported yet.");
    const { wall } = this.options;
    this.all = el("div", { hidden: true },
      el("div", { class: "seen" },
        this.own,
        el("div", { class: "onmap" },
          el("div", { class: "pick" }, el("div", {}, el("label", { for: this.layers.id }, "Map shows"), this.layers), this.filmPick),
          this.filmBar, this.when, this.mapPlace, this.note, this.moved, !wall && this.happened),
        el("div", { class: "oncurves" }, this.beside, this.curvesPlace, wall && this.happened)));
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
    const runs = run && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.reach(runs ? -1 : Infinity);
    try {
      const view = await this.link.get(this.address("/api/view"));
      if (view.version !== this.version) this.films.clear(); // the class went on, or back: weeks may be others now
      this.version = view.version;
      const film = played ? await this.film_of(played) : null;
      if (mine !== this.wanted) return;
      this.take(view, film, played);
      if (runs && film) this.start();
      else this.reach(Infinity);
    } catch (error) {
      if (mine === this.wanted) this.reach(Infinity);
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
    this.reach(Infinity);
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

  /** Note how far the weeks have been shown; what comes after is no news yet. */
  reach(week) {
    const upto = this.film && week >= this.film.last ? Infinity : week;
    if (upto === this.upto) return;
    this.upto = upto;
    this.options.reached();
  }

  async pickRound(round) {
    this.stop();
    this.reach(Infinity);
    this.roll(await this.film_of(round));
    this.start();
  }

  choices() {
    const kept = this.layers.value;
    const known = [...this.view.layers.filter((layer) => this.view.map[layer.key]), REPORTED];
    const group = (label, list) => list.length && el("optgroup", { label }, list.map((layer) => el("option", { value: layer.key }, titled(layer.label).replace(", as your people believe", ", believed").replace(/, by sector$/, ""))));
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
    if (byHand && week > this.upto) this.reach(week); // moved by hand to the end, the film is skipped
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
    const [first, last] = this.span(layer);
    this.when.textContent = last < 0 ? "" : first === last ? `Week ${last + 1}` : `Weeks ${first + 1} to ${last + 1}, added up`;
    this.note.textContent = layer?.belief ? "This is what your organisation believes. It may be wrong, and others may know better." : "";
  }

  /** The first and last week that the map tells of: attacks are added up over the weeks of a film that stands at its end. */
  span(layer) {
    const { film, week } = this;
    const now = film ? week : this.view.weeks.at(-1) ?? -1;
    if (layer) return [now, now];
    return !film ? [0, now] : week === film.last && !this.timer ? [film.first, film.last] : [week, week];
  }

  /** Colour sectors by attacks that were reported: in a week of the film, or in all of its weeks where it stands still. */
  showReported() {
    const { sector } = this.map.scene;
    const [first, last] = this.span();
    const events = !this.film ? this.view.events : first === last ? this.frame().events : this.film.weeks.flatMap((one) => one.events);
    const counts = Array.from({ length: Math.max(...sector) + 1 }, () => 0);
    for (const event of events) if (/^attack|^abuse/.test(event.kind) && event.sector >= 0) counts[event.sector] += 1;
    const most = Math.max(5, ...counts);
    const during = last < 0 ? "" : first === last ? ` in week ${last + 1}` : ` in weeks ${first + 1} to ${last + 1}`;
    this.map.show({ ...REPORTED, label: `Attacks reported${during}, by sector`, during, high: most, counts }, Uint8Array.from(sector, (one) => Math.round((254 * (counts[one] ?? 0)) / most)));
  }

  showCurves() {
    const { columns, weeks, series } = this.view;
    const numbers = columns.filter((column) => (series[column.key] ?? []).some(Number.isFinite));
    const goals = this.options.goals();
    const named = this.options.named();
    const since = this.film?.first ?? this.since;
    const upto = this.week ?? Infinity;
    const played = this.film ? this.film.last : weeks.at(-1);
    const before = this.view.rounds?.filter((week) => week < since).at(-1);
    const span = { weeks, since, before, n: weeks.filter((week) => week <= upto).length };
    const most = this.film && upto >= played ? movedMost(numbers, series, span) : [];
    fill(this.moved, most.length > 0 && [el("h3", {}, `Moved most since week ${since + 1}`), el("ul", {}, most.map(([column, words, way]) => el("li", {}, column.label, " ", el("strong", { class: way }, words))))]);
    const drawn = (what) => [this.own, this.curvesPlace].flatMap((place) => [...place.querySelectorAll(what)]);
    const open = new Set(drawn(".curve[open]").map((one) => one.dataset.column));
    const shut = new Map(drawn("details.set").map((one) => [one.dataset.set, !one.open]));
    const sets = new Map();
    for (const column of numbers.slice(0, this.options.most)) {
      const set = goals.includes(column.key) ? GOALS : named.some((name) => ` ${column.label.toLowerCase()} `.includes(` ${name} `)) ? HINT : column.set ?? "numbers";
      sets.set(set, [...(sets.get(set) ?? []), column]);
    }
    const boxes = [...sets].sort(([a], [b]) => rank(a) - rank(b)).map(([set, list]) => {
      const grid = el("div", { class: "curves" });
      curves(grid, { columns: list, series, ...span, first: goals, twin: this.twin });
      const own = OWN.includes(set);
      return [own, el("details", { class: "set", "data-set": set, open: !shut.get(set) }, el("summary", {}, own ? titled(set) : `From ${set}`), grid)];
    });
    const [first, rest] = [true, false].map((own) => boxes.filter((box) => box[0] === own).map((box) => box[1]));
    if (first.length === 0) first.push(...rest.splice(0, 1)); // no goal that is a number, and no hint
    const folded = rest.length > 0;
    const others = rest.flatMap((box) => [...box.querySelectorAll(".curve")]).length;
    const unseen = this.options.unseen();
    fill(this.own, this.twin?.changed && el("p", { class: "twinwords" }, el("svg", { viewBox: "0 0 26 8", "aria-hidden": "true" }, el("line", { x1: 0, y1: 4, x2: 26, y2: 4 })), ` ${this.twin.words}`), first,
      numbers.length > 0 && unseen.length > 0 && el("p", { class: "small unseen" }, `A goal of yours that cannot be watched here: ${unseen.join("; ").toLowerCase()}. The debrief shows it.`));
    fill(this.curvesPlace, folded ? el("details", { class: "set others", "data-set": OTHERS, open: shut.get(OTHERS) === false }, el("summary", {}, `All other numbers (${others})`), named.length > 0 && this.moved, rest) : rest,
      numbers.length === 0 && el("p", { class: "empty" }, "Curves begin when the first weeks have been played."));
    for (const curve of drawn(".curve")) if (open.has(curve.dataset.column)) curve.open = true;
  }

  showEvents() {
    const frame = this.frame();
    if (this.options.bare || !this.view) return;
    const events = frame ? frame.events.map((event) => ({ ...event, week: frame.week })) : [...this.view.events].sort((a, b) => b.week - a.week).slice(0, 12);
    const lines = events.filter((event, i) => !frame || events.slice(0, i).filter((one) => one.kind === event.kind).length < 2); // of a kind, a week's two largest: they come first
    const more = events.length - lines.length;
    fill(this.happened, lines.map((event) => el("li", {},
      el("span", { class: "when" }, `week ${event.week + 1}${event.sector >= 0 ? `, sector ${event.sector + 1}` : ""} `), event.text)),
      more > 0 && el("li", { class: "small" }, `and ${more} more of these kinds`),
      frame && events.length === 0 && el("li", { class: "empty" }, `Nothing was reported in week ${frame.week + 1}.`));
    if (this.options.wall) this.fitWall();
  }

  /** Leave away what has no place on a wall: the last curves, then what moved least, then events. */
  fitWall() {
    const moved = this.moved.querySelectorAll("li"), tiles = [...this.own.querySelectorAll(".curve")];
    const heading = this.moved.querySelector("h3");
    for (const one of [...tiles, ...moved, ...this.happened.children, heading]) if (one) one.hidden = false;
    if (innerWidth >= 900) {
      const end = this.place.getBoundingClientRect().bottom;
      for (const one of [...moved, ...this.happened.children]) one.hidden = true;
      for (const tile of tiles.reverse()) tile.hidden = tile.getBoundingClientRect().bottom > end;
    }
    fit(this.place, moved, this.happened.children);
    if (heading) heading.hidden = [...moved].every((one) => one.hidden);
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
    const told = () => this.upto < this.week && this.reach(this.week);
    const pace = Math.min(1300, Math.max(350, 16_000 / (last - first + 1)));
    fill(this.play, "❚❚ Stop");
    this.timer = setInterval(() => {
      if (this.week >= last) this.stop();
      else this.show(this.week + 1);
      told();
    }, pace);
    this.show(from);
    told();
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

