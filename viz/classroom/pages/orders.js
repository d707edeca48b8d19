// Orders of one seat: what holds now, what is allowed, what one asks for. A change is a draft until it is sent, and can
// be taken back until the deadline. Drafts are kept in this browser, so that a reload loses nothing.

import { el, fill, prose, say, sentence, short } from "./dom.js";
import { alone, count, endWords, holdsNow, insistWords, isLine, isMoney, rangeWords, readNumber, stepOf, typedIn, who, worded } from "./choices.js";
import { rulingList } from "./told.js";

const FEW = 7; // as many choices as are shown open

export class Orders {
  constructor(place, link, changed) {
    this.place = place;
    this.link = link;
    this.changed = changed;
    this.drafts = {};
    this.wrong = {};
    this.picked = {}; // what is set of an inject that one may let happen, by its kind
    this.sending = false;
    this.drawn = "";
    // Two windows of one seat show the same drafts.
    addEventListener("storage", (event) => {
      if (!this.loaded || event.key !== this.loaded) return;
      this.drafts = read(this.loaded);
      this.changed();
      this.draw(true);
    });
  }

  store() {
    const { you, clock, class: about } = this.link.parts;
    return `peaceops.class.drafts ${about?.exercise} ${you?.player} ${you?.seat} ${clock?.round}`;
  }

  /** Read drafts of this seat and round; those of another are lost. */
  load() {
    const name = this.store();
    if (name === this.loaded) return;
    const [seat, was] = [this.link.parts.you?.seat, this.seat];
    if (this.loaded && was === seat) this.lose();
    this.seat = seat; // what was not sent from another seat is not late: it goes with the seat
    if (this.loaded) localStorage.removeItem(this.loaded);
    this.loaded = name;
    this.wrong = {};
    this.picked = {};
    this.drafts = read(name);
  }

  /** Say that drafts came too late, and forget them. */
  lose() {
    if (this.unsent) say(`${count(this.unsent, "order")} had not been sent in time and did not count.`, "bad");
    this.drafts = {};
    this.keep();
  }

  keep() {
    if (Object.keys(this.drafts).length) localStorage.setItem(this.loaded, JSON.stringify(this.drafts));
    else localStorage.removeItem(this.loaded);
    this.changed();
  }

  get open() {
    const { clock } = this.link.parts;
    return clock?.phase === "orders" && !(clock.ends && !clock.paused && this.link.now() > clock.ends);
  }

  get unsent() {
    return Object.keys(this.drafts).length;
  }

  get sent() {
    const { orders } = this.link.parts;
    return (orders?.mine?.length ?? 0) + (orders?.calls?.length ?? 0);
  }

  mine(name) {
    return this.link.parts.orders?.mine?.find((one) => one.name === name);
  }

  /** Drop drafts that have become orders, by this window or another one of the same seat. */
  prune() {
    const done = Object.entries(this.drafts).filter(([name, draft]) => {
      const mine = this.mine(name);
      return mine && mine.value === draft.value && Boolean(mine.insist) === Boolean(draft.insist);
    });
    for (const [name] of done) delete this.drafts[name];
    if (done.length) this.keep();
  }

  draft(hold, value, insist) {
    const mine = this.mine(hold.name);
    delete this.wrong[hold.name];
    const holds = !mine && alone(hold) && (value === hold.now || holdsNow(hold, value)); // set back to what holds: no order
    if (value === undefined || holds || (mine && mine.value === value && Boolean(mine.insist) === Boolean(insist))) delete this.drafts[hold.name];
    else this.drafts[hold.name] = { value, insist: Boolean(insist) };
    this.keep();
  }

  /** Send all drafts; true if every one was taken. */
  async send() {
    this.sending = true;
    this.changed();
    let good = 0;
    const { stage } = this.link; // all of them are meant for this round
    for (const [name, draft] of Object.entries({ ...this.drafts })) {
      try {
        await this.link.do("order", { stage, name, value: draft.value, ...(draft.insist ? { insist: true } : {}) });
        good += 1;
        if (this.drafts[name]?.value === draft.value) delete this.drafts[name];
      } catch (error) {
        this.wrong[name] = error.message;
        say(error.message, "bad");
        if (error.code === "late" || error.code === "phase" || error.code === "key") break;
      }
      this.keep();
    }
    this.sending = false;
    if (good && !this.link.parts.class?.solo) say(`${count(good, "order")} sent. You can change ${good === 1 ? "it" : "them"} until the deadline.`);
    this.keep();
    this.draw(true);
    return this.unsent === 0;
  }

  async withdraw(name) {
    delete this.drafts[name];
    this.keep();
    try {
      if (this.mine(name)) await this.link.do("withdraw", { name });
    } catch (error) {
      say(error.message, "bad");
    }
    this.draw(true);
  }

  /** Draw all choices; only if something changed that they show, so that nobody's slider is pulled away. */
  draw(force = false) {
    const { card, orders, clock, rulings, set_aside: aside } = this.link.parts;
    if (!card) return;
    this.load();
    this.prune();
    if (this.unsent && !["lobby", "orders"].includes(clock?.phase)) this.lose();
    const key = JSON.stringify([card.holds, card.grants, card.insist, orders, rulings?.length, aside?.length, clock?.phase, clock?.round, this.wrong, this.open]);
    if (key === this.drawn && !force) return;
    this.drawn = key;
    const focus = document.activeElement?.id;
    const now = `${clock?.round} ${clock?.phase}`;
    const open = new Map(this.alone && this.round !== now ? [] : [...this.place.querySelectorAll("details[data-name]")].map((one) => [one.dataset.name, one.open]));
    this.round = now;
    const over = ["debrief", "ended"].includes(clock?.phase) || (clock?.phase === "film" && clock.round >= this.link.parts.class.rounds);
    if (over) {
      fill(this.place, this.heading(card), rulingList(rulings ?? [], aside ?? [], true));
      return;
    }
    fill(this.place, this.heading(card), clock?.phase === "film" && this.settled(clock.round), this.ranked(card).map((hold) => this.hold(hold, card, open.get(hold.name))), this.lines(card, open),
      card.grants?.length > 0 && this.calls(card.grants, orders?.calls ?? [], open), this.beside(orders?.beside ?? []));
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  }

  /** Whether the exercise has one role and one player: who decides, and why, need not be said then. */
  get alone() {
    const { class: about, table } = this.link.parts;
    return Boolean(about?.solo) && table?.length === 1;
  }

  /** Choices that text and hint of the round name, for whoever plays alone; they are open and come before the others. */
  get named() {
    const { class: about, round } = this.link.parts;
    const said = about?.solo && round ? [round.text_html, round.hint_html].map((html) => [...prose(html).querySelectorAll("strong")]) : [];
    return said.flat().map((one) => one.textContent.toLowerCase());
  }

  ranked(card) {
    const { named } = this;
    return card.holds.filter((hold) => !isLine(hold)).sort((a, b) => named.includes(b.label.toLowerCase()) - named.includes(a.label.toLowerCase()));
  }

  /** What came of the orders of the round that has just been played. */
  settled(round) {
    const { rulings = [], set_aside: aside = [] } = this.link.parts;
    return el("section", { class: "panel hint" }, el("h3", {}, "What came of them"), rulingList(rulings.filter((one) => one.round === round), aside.filter((one) => one.round === round)));
  }

  heading(card) {
    const { clock, class: about } = this.link.parts;
    const held = card.holds.length;
    const words = {
      lobby: this.alone ? "Your choices. You can move them when round 1 begins; each round speaks of one or two." : "These are the choices that you hold. You can order when round 1 begins.",
      orders: held && about?.solo ? "Move what you want changed, then play the weeks. What you leave alone stays as it is; a click opens or folds a choice." : held ? "Change what you want changed; what you do not order stays as it is." : "You hold no choice: you persuade those who do. Write to them, or ask for a meeting.",
      resolving: "Orders are being settled and the weeks are played.",
      film: clock?.round < about?.rounds ? this.alone ? "The weeks are over." : "The round is over. You can order again when the next one begins." : "The rounds are over. This came of what was ordered:",
    }[clock?.phase] ?? "The rounds are over. This came of what was ordered:";
    return el("p", { class: "small" }, words);
  }

  /** Priorities of lines of work, folded into one: what they are is said once. */
  lines(card, open) {
    const held = card.holds.filter(isLine);
    if (held.length === 0) return null;
    const { named } = this;
    const touched = held.some((hold) => named.includes(hold.label.toLowerCase()) || (this.drafts[hold.name] ?? this.mine(hold.name)));
    return el("details", { class: "lines", "data-name": "priorities", open: open.get("priorities") ?? touched },
      el("summary", {}, el("strong", {}, "What comes first"), el("span", { class: "small" }, ` ${count(held.length, "line")} of work`)),
      el("p", { class: "small" }, "Teams are few. A line of work that weighs more than 1 draws those who can do it away from other work; nobody is added."),
      held.map((hold) => this.hold(hold, card, open.get(hold.name))));
  }

  hold(hold, card, wasOpen) {
    const mine = this.mine(hold.name);
    const draft = this.drafts[hold.name];
    const asked = draft ?? mine;
    const { named } = this;
    const few = this.alone && (named.length || !this.open) ? this.open && named.includes(hold.label.toLowerCase()) : named.includes(hold.label.toLowerCase()) || !isLine(hold) && card.holds.filter((one) => !isLine(one)).length <= FEW;
    const control = hold.kind === "steps" ? this.steps(hold, asked) : this.number(hold, asked);
    const mark = el("span", { class: `tag state-${hold.name.replace(/\W/g, "-")}` });
    const box = el("details", { class: `hold ${hold.kind === "steps" ? "" : "number-kind"}`, "data-name": hold.name, open: wasOpen ?? (few || Boolean(asked)) },
      el("summary", {}, el("span", { class: "label" }, hold.label), el("span", { class: "now" }, "now ", el("strong", {}, isMoney(hold) ? worded(hold, hold.now) : hold.now_label ?? worded(hold, hold.now))), mark),
      el("p", { class: "help" }, hold.help),
      control,
      !(this.alone && alone(hold)) && el("p", { class: "who" }, el("strong", {}, who(hold)), ". ", hold.why, " ", hold.absent),
      this.wrong[hold.name] && el("p", { class: "wrong", role: "alert" }, sentence(this.wrong[hold.name])),
      el("div", { class: "buttons" },
        card.insist && hold.with.startsWith("with") && this.open && this.insist(hold, asked),
        el("button", { type: "button", class: "quiet undo", onclick: () => this.undo(hold) }, "Undo")));
    this.mark(box, hold);
    return box;
  }

  /** Say on a choice whether its order is sent, not sent or not given. */
  mark(box, hold) {
    const mine = this.mine(hold.name);
    const draft = this.drafts[hold.name];
    const tag = box.querySelector("summary .tag");
    const undo = box.querySelector(".undo");
    const value = draft ?? mine;
    const solo = this.link.parts.class?.solo; // alone, nothing need be sent: what is set counts when the weeks are played
    tag.className = `tag ${draft && !solo ? "bad" : draft || mine ? "good" : ""}`;
    tag.textContent = draft ? `${solo ? "will be" : "not sent:"} ${worded(hold, draft.value)}` : mine ? `${solo ? "will be" : "ordered:"} ${mine.label ?? worded(hold, mine.value)}` : "stays";
    box.classList.toggle("changed", Boolean(value));
    undo.hidden = !value || !this.open;
    undo.textContent = draft ? (mine ? "Undo this change" : "Undo: leave as it is") : "Take this order back";
  }

  undo(hold) {
    if (this.drafts[hold.name]) {
      this.draft(hold, undefined);
      this.draw(true);
    } else this.withdraw(hold.name);
  }

  changedBy(hold, value, insist, from) {
    this.draft(hold, value, insist);
    this.mark(from.closest("details"), hold);
  }

  steps(hold, asked) {
    const name = `order-${hold.name}`;
    const box = el("fieldset", { class: "steps", disabled: !this.open }, el("legend", { class: "quietly" }, hold.label),
      hold.steps.map((step, i) => {
        const now = step.value === hold.now;
        return el("label", {},
          el("input", {
            type: "radio", name, id: `${name}-${i}`, checked: asked ? asked.value === step.value : false,
            onchange: (event) => this.changedBy(hold, step.value, this.insists(hold), event.target),
          }), el("span", {}, step.label, now && el("small", {}, " (holds now)")));
      }));
    return box;
  }

  number(hold, asked) {
    const step = stepOf(hold);
    const value = asked?.value ?? hold.now;
    const ends = endWords(hold);
    const unit = typedIn(hold);
    let shown = value;
    const written = () => Number((shown / unit).toFixed(6));
    const set = (from, given, asked = false) => {
      const rounded = hold.whole ? Math.round(given) : Number(given.toFixed(6));
      const kept = Math.min(hold.high, Math.max(hold.low, rounded));
      shown = slider.value = kept;
      if (from !== typed) typed.value = written();
      const beyond = given > hold.high ? "most" : given < hold.low ? "least" : "";
      tell(beyond ? `${worded(hold, kept)}, the ${beyond} that can be ordered` : worded(hold, kept), beyond);
      const back = !asked && holdsNow(hold, kept) && !this.mine(hold.name) && !this.insists(hold); // that it stays is asked for with the button alone
      this.changedBy(hold, back ? undefined : kept, this.insists(hold), box); // while it is typed, so that the click that ends the typing finds its button in place
    };
    const tell = (words, wrong) => {
      said.textContent = words;
      said.className = wrong ? "beyond" : "quietly"; // what the slider shows is for ears alone, a number that was cut or not read is for all
    };
    const entered = (from) => {
      const given = readNumber(typed.value, hold);
      if (Number.isFinite(given)) set(from, given);
      else if (typed.value.trim()) tell(`Not read: give ${rangeWords(hold)}`, true);
      else if (!from) typed.value = written(); // left empty, it stays what it was
    };
    const id = `order-${hold.name}`;
    const slider = el("input", { type: "range", id, min: hold.low, max: hold.high, step, "aria-label": `${hold.label}: order`, disabled: !this.open, oninput: () => set(slider, Number(slider.value)) });
    slider.value = value;
    const typed = el("input", { type: "text", id: `${id}-typed`, inputmode: "decimal", autocomplete: "off", "aria-label": `${hold.label}: as a number${unit === 1 ? "" : ", in million US$"}`, disabled: !this.open, oninput: () => entered(typed), onchange: () => entered(null) });
    typed.value = written();
    const said = el("output", { for: id, class: "quietly" }, worded(hold, value));
    const mark = el("span", { class: "nowmark", "aria-hidden": "true" });
    mark.style.left = `${Math.min(100, Math.max(0, (100 * (hold.now - hold.low)) / (hold.high - hold.low || 1)))}%`;
    const box = el("div", { class: "number" },
      el("div", { class: "rail" }, slider, el("div", { class: "marks" }, mark)),
      typed,
      el("div", { class: "ends" }, el("span", {}, ends[0]), el("span", {}, ends[1])), unit !== 1 && el("span", { class: "unit" }, "million US$"), said);
    if (!alone(hold) && this.open) {
      box.append(el("button", { type: "button", class: "plain same", onclick: () => set(null, hold.now, true) }, "Ask that it stays as it is"));
    }
    return box;
  }

  insists(hold) {
    const box = document.getElementById(`insist-${hold.name}`);
    return box ? box.checked : false;
  }

  insist(hold, asked) {
    return el("label", { class: "check" },
      el("input", {
        type: "checkbox", id: `insist-${hold.name}`, checked: Boolean(asked?.insist),
        onchange: (event) => {
          const value = this.drafts[hold.name]?.value ?? this.mine(hold.name)?.value ?? hold.now;
          this.changedBy(hold, value, event.target.checked, event.target);
        },
      }), insistWords(hold));
  }

  calls(grants, called, open) {
    return el("section", { class: "panel" }, el("h3", {}, "What you may let happen"),
      el("p", { class: "small" }, "Each kind once a round at most. It happens in the weeks that are played next."),
      grants.map((grant) => this.call(grant, called.find((one) => one.kind === grant.kind), open.get(`call ${grant.kind}`))));
  }

  call(grant, done, wasOpen = false) {
    const id = `call-${grant.kind}`;
    if (done) {
      return el("div", { class: "grant" }, el("p", {}, grant.label, " ", el("span", { class: "tag good" }, `this round, size ${short(done.size)}${grant.lasting ? `, ${count(done.weeks, "week")}` : ""}${done.sector === null || done.sector === undefined ? "" : `, sector ${done.sector + 1}`}`)),
        this.open && el("button", { type: "button", class: "quiet", onclick: () => this.act(() => this.link.do("uncall", { kind: grant.kind })) }, "Take this back"));
    }
    if (!this.open || !grant.left || grant.now === false) {
      return el("div", { class: "grant" }, el("p", {}, grant.label, " ", el("span", { class: "tag" }, grant.left ? `${grant.left} left` : "none left")));
    }
    const picked = (this.picked[id] ??= { size: Math.min(1, grant.size), weeks: Math.min(2, grant.weeks), sector: "" });
    const size = el("input", { type: "range", id: `${id}-size`, min: Math.min(0.1, grant.size), max: grant.size, step: 0.1, oninput: () => { picked.size = size.value; told.textContent = short(Number(size.value)); } });
    size.value = picked.size;
    const told = el("output", { for: size.id }, short(Number(size.value)));
    const weeks = grant.lasting && el("input", { type: "number", id: `${id}-weeks`, min: 1, max: grant.weeks, value: picked.weeks, oninput: () => { picked.weeks = weeks.value; } });
    const sector = el("select", { id: `${id}-sector`, onchange: () => { picked.sector = sector.value; } }, el("option", { value: "" }, "wherever it can"), [0, 1, 2, 3].map((one) => el("option", { value: one }, `sector ${one + 1}`)));
    sector.value = picked.sector;
    return el("details", { class: "grant", "data-name": `call ${grant.kind}`, open: wasOpen }, el("summary", {}, grant.label, " ", el("span", { class: "tag" }, `${grant.left} left`)),
      el("div", { class: "pick" },
        el("div", {}, el("label", { for: size.id }, "Size, 1 is a usual one: ", told), size),
        weeks && el("div", {}, el("label", { for: weeks.id }, `Weeks, at most ${grant.weeks}`), weeks),
        el("div", {}, el("label", { for: sector.id }, "Where"), sector)),
      el("button", {
        type: "button", class: "danger",
        onclick: () => this.act(() => this.link.do("call", {
          kind: grant.kind, size: Number(size.value), weeks: weeks ? Number(weeks.value) : 1, sector: sector.value === "" ? null : Number(sector.value),
        })),
      }, "Let it happen this round"));
  }

  async act(doing) {
    try {
      await doing();
    } catch (error) {
      say(error.message, "bad");
    }
  }

  beside(others) {
    const told = others.filter((one) => one.orders.length);
    return told.length > 0 && el("section", { class: "panel" }, el("h3", {}, "Others in your role ask for"),
      el("p", { class: "small" }, "You speak with one voice: the middle of what you ask for counts."),
      told.map((one) => el("p", {}, el("strong", {}, one.name ?? one.seat), ": ", one.orders.map((order) => `${order.label_name ?? labelOf(this.link.parts.card, order.name)}: ${order.label}`).join("; "))));
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}

function labelOf(card, name) {
  return card?.holds.find((hold) => hold.name === name)?.label ?? name;
}
