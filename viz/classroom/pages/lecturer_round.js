// The round: its text and the guide beside it, what has been ordered, what may come.

import { ask, el, fill, prose, say } from "./dom.js";
import { attempt } from "./lecturer_controls.js";
import { leaving, missionLeft, rulingList } from "./told.js";

export function drawRound(place, link) {
  const { clock, round, class: about, room, orders_all: given, rulings, set_aside: aside } = link.parts;
  const last = Math.min(clock.phase === "orders" ? clock.round - 1 : clock.round, about.rounds);
  const guide = room?.guide ?? {};
  fill(place,
    el("h2", { class: "quietly" }, "The round"),
    clock.phase === "lobby" && [
      panel("The question", el("p", {}, about.question), prose(about.summary_html)), panel("To read aloud", prose(about.story_html)),
      guide.preparation_html && panel("Preparation", prose(guide.preparation_html)), guide.happens_html && panel("What to look out for", prose(guide.happens_html)),
      panel("Learning goals", el("ul", {}, about.goals.map((goal) => el("li", {}, goal)))),
    ],
    round && clock.phase !== "lobby" && clock.phase !== "debrief" && clock.phase !== "ended" && [
      el("div", { class: "panel" }, el("p", { class: "kind" }, `Round ${round.number}: ${round.weeks} weeks${round.mission_left ? "" : " of the mission"}, ${round.minutes} minutes with their film`), el("h2", {}, round.title), prose(round.text_html)),
      round.mission_left && missionLeft(), clock.phase === "orders" && leaving(round),
      round.lecturer_html && el("div", { class: "panel hint" }, el("h3", {}, "For you"), prose(round.lecturer_html)),
    ],
    ["debrief", "ended"].includes(clock.phase) && [
      guide.debrief_html && el("div", { class: "panel hint" }, el("h3", {}, "How to lead the debrief"), prose(guide.debrief_html)),
      panel("Questions", el("ol", {}, (about.questions ?? []).map((one) => el("li", {}, one)))),
      panel("What is looked at", el("ul", {}, about.axes.map((axis) => el("li", {}, el("strong", {}, `${axis.title}: `), axis.text)))),
    ],
    clock.phase === "orders" && ordered(given, link.parts.table),
    clock.phase === "orders" && injects(link),
    last > 0 && clock.phase !== "resolving" && panel(`How orders of round ${last} were settled`, rulingList((rulings ?? []).filter((one) => one.round === last), (aside ?? []).filter((one) => one.round === last), false, "Nobody ordered anything: all stayed as it was.")),
    clock.phase !== "orders" && injects(link), // after a round the class asks first how its orders were settled
    clock.phase !== "lobby" && guide.happens_html && el("details", { class: "panel" }, el("summary", {}, "What to look out for in the whole exercise"), prose(guide.happens_html)));
}

function panel(title, ...children) {
  return el("div", { class: "panel" }, el("h3", {}, title), children);
}

function ordered(given, table) {
  const who = (one) => `${one.name ?? ""} (${roleOf(one.seat, table)})`;
  const { orders = [], calls = [] } = given ?? {};
  return panel(`Orders so far: ${orders.length + calls.length}`,
    orders.length + calls.length === 0 ? el("p", { class: "empty" }, "None yet. What nobody orders stays as it is.")
      : el("table", { class: "table" }, el("thead", {}, el("tr", {}, ["choice", "is to be", "who"].map((head) => el("th", { scope: "col" }, head)))),
        el("tbody", {}, [...orders].sort((a, b) => a.label.localeCompare(b.label)).map((one) => el("tr", {}, el("td", {}, one.label), el("td", {}, el("strong", {}, one.value_label), " ", one.insist && el("span", { class: "tag" }, "insists")), el("td", {}, who(one)))),
          calls.map((one) => el("tr", {}, el("td", {}, `lets happen: ${one.label}`), el("td", {}, `size ${one.size}${one.sector === null || one.sector === undefined ? "" : `, sector ${one.sector + 1}`}`), el("td", {}, who(one)))))));
}

function roleOf(seat, table = []) {
  const role = String(seat).split(".")[0];
  return (table.find((row) => row.role === role)?.title ?? words(role)).replace(/ \(.*/, "").toLowerCase();
}

const words = (key) => String(key).replaceAll("_", " ");

function injects(link) {
  const { injects: cards = [], played = [], clock, class: about } = link.parts;
  const over = clock.phase === "film" && clock.round >= about.rounds + (about.after_weeks ? 1 : 0); // no week is left for anything to happen in
  const open = ["orders", "film", "lobby"].includes(clock.phase) && !over;
  const isDone = (one) => one.played !== null && one.played !== undefined;
  const when = (one) => (!isDone(one) ? one.when : !one.held ? `came in week ${one.played + 1}` : one.played < 0 ? "comes in the weeks played next" : one.played < clock.week ? `played, week ${one.played + 1}` : `will come in week ${one.played + 1}`);
  const play = async (one) => {
    if (await ask({ title: `Play "${one.title}"?`, text: "It happens in the weeks that are played next; its card comes to everybody then.", yes: "Play it" })) {
      if (await attempt(link, "inject", { index: one.index })) say(`"${one.title}" will happen in the next weeks.`);
    }
  };
  return el("div", { class: "panel" }, el("h3", {}, "What may come"),
    waits(link, played),
    cards.length === 0 && el("p", { class: "empty" }, "This exercise has no injects of its own."),
    [...cards].sort((a, b) => Number(b.held) - Number(a.held)).map((one) => el("details", { class: "card", open: one.held && !isDone(one) },
      el("summary", {}, el("strong", {}, one.title), " ", el("span", { class: `tag ${isDone(one) ? "good" : ""}` }, when(one))),
      prose(one.card_html),
      one.held && !isDone(one) && open && el("button", { type: "button", onclick: () => play(one) }, "Play this card"))),
    open && free(link));
}

/** What has been played and waits for the next weeks, each to be taken back. */
function waits(link, played) {
  const back = (one) => async () => {
    if (await attempt(link, "uninject", { inject: one.inject })) say(`"${one.title}" will not happen.`);
  };
  return played.length > 0 && el("div", { class: "card", id: "played" }, el("h4", {}, "Will happen in the weeks played next"),
    played.map((one) => el("p", { class: "waiting" }, el("span", {}, el("strong", {}, one.title), one.text && one.text !== one.title && `: ${one.text}`),
      el("button", { type: "button", class: "quiet", "aria-label": `Take back ${one.title}`, onclick: back(one) }, "Take back"))));
}

function free(link) {
  const { inject_kinds: kinds = [] } = link.parts;
  if (!kinds.length) return null;
  const kind = el("select", { id: "free-kind", onchange: () => fit() }, kinds.map((one) => el("option", { value: one.kind }, one.label)));
  const size = el("input", { id: "free-size", type: "number", min: 0.1, max: 10, step: 0.1, value: 1 });
  const weeks = el("input", { id: "free-weeks", type: "number", min: 1, max: 520, value: 4 });
  const sector = el("select", { id: "free-sector" }, el("option", { value: "" }, "wherever it can"), [0, 1, 2, 3].map((one) => el("option", { value: one }, `sector ${one + 1}`)));
  const title = el("input", { id: "free-title", type: "text", maxlength: 80 });
  const text = el("textarea", { id: "free-text", dir: "auto", maxlength: 600, rows: 2 });
  const field = (label, control) => el("div", {}, el("label", { for: control.id }, label), control);
  const fields = { size: field("Size, 1 is a usual one", size), weeks: field("Weeks", weeks), sector: field("Where", sector) };
  const fit = () => {
    const uses = kinds.find((one) => one.kind === kind.value)?.uses ?? [];
    for (const [name, box] of Object.entries(fields)) box.hidden = !uses.includes(name);
  };
  fit();
  const send = async (event) => {
    event.preventDefault();
    const answer = await attempt(link, "inject", {
      kind: kind.value, ...(fields.size.hidden ? {} : { size: Number(size.value) }), ...(fields.weeks.hidden ? {} : { weeks: Number(weeks.value) }),
      sector: fields.sector.hidden || sector.value === "" ? null : Number(sector.value), title: title.value.trim(), text: text.value.trim(),
    });
    if (!answer) return;
    say("It will happen in the next weeks.");
    title.value = text.value = "";
  };
  return el("details", { class: "card" }, el("summary", {}, "One of your own"),
    el("form", { onsubmit: send }, field("What happens", kind), el("div", { class: "pick" }, fields.size, fields.weeks, fields.sector), field("Headline, as the news has it", title), field("Text for everybody", text),
      el("div", { class: "buttons" }, el("button", { type: "submit" }, "Let it happen"))));
}
