// What the lecturer does next, and the clock.

import { ask, el, fill, say } from "./dom.js";
import { file, maker, progress, stopper } from "./lecturer_debrief.js";

/** Do something and say why if it is refused. */
export async function attempt(link, what, fields = {}) {
  try {
    return await link.do(what, fields);
  } catch (error) {
    say(error.message, "bad");
    return null;
  }
}

export function controls(place, link) {
  const { clock, table, back, players, class: about } = link.parts;
  const waiting = players.filter((one) => !one.seat).length;
  const button = (words, doing, kind = "quiet") => el("button", { type: "button", class: kind, onclick: doing }, words);
  const act = (what, fields) => () => attempt(link, what, fields);
  const open = (words) => button(words, act("open"), "strong");
  const seated = table.flatMap((row) => row.seats).filter((seat) => seat.name);
  const ready = seated.filter((seat) => seat.ready).length;
  const time = clock.ends || clock.paused;
  const made = {
    lobby: () => [button("Begin round 1", () => begin(link, seated.length, waiting), "strong"), el("p", {}, lobbyWords(seated.length, waiting))],
    orders: () => [
      button("End the round now", () => endRound(link, seated, ready), ready === seated.length && seated.length ? "strong" : ""),
      clock.paused ? button("▶ Go on", act("resume"), "strong") : time && button("❚❚ Pause", act("pause")),
      time && button("+1 min", act("extend", { minutes: 1 })), time && button("+5 min", act("extend", { minutes: 5 })),
      el("p", {}, `Done: ${ready} of ${seated.length}.${waiting ? ` ${waiting} ${waiting === 1 ? "waits" : "wait"} without a seat.` : ""}`),
    ],
    resolving: () => [el("p", {}, "Orders are settled and the weeks are played."), bar(clock)],
    film: () => [
      open(clock.round < about.rounds ? `Open round ${clock.round + 1}` : clock.round === about.rounds && about.after_weeks ? `Play the ${about.after_weeks} weeks after` : "Open the debrief"),
      el("p", {}, "Let them watch what happened and read why orders were settled as they were."),
    ],
    debrief: () => [...debrief(link, `How to lead the debrief stands under Round. The projector shows ${clock.axes ? "the curves beside the questions" : "the questions; the curves once you show them"}.`),
      button(clock.axes ? "Hide the curves" : "Show the curves on the wall", act("option", { axes: !clock.axes })), button("End the class", () => end(link))],
    ended: () => [...debrief(link, "Nobody can order or write any more."), button("Open it again", act("reopen"))],
  }[clock.phase];
  fill(place, made ? made() : [], back && clock.phase !== "resolving" && button("↶ One round back", () => stepBack(link, back)));
}

/** The button that makes the debrief, or how far it is; whether it is with names is chosen under Class. */
function debrief(link, words) {
  return file.making ? [progress(), stopper(link)]
    : [maker(link, "/api/debrief", "debrief.html", file.made ? "Make the debrief again" : "Make the debrief", file.made ? "" : "strong"), file.made ? progress() : el("p", {}, words)];
}

function lobbyWords(seated, waiting) {
  if (seated + waiting === 0) return "Nobody is here yet. Show the code; students join from their own browsers.";
  const wait = waiting ? ` ${waiting} ${waiting === 1 ? "has" : "have"} joined and ${waiting === 1 ? "has" : "have"} no role yet.` : "";
  return `${seated} seated.${wait} Read the story aloud, let roles read their cards, then begin.`;
}

/** Begin the first round; ask first where the clock would run for people who have no role, or for nobody. */
async function begin(link, seated, waiting) {
  const { stage } = link; // another console may go on while this one asks
  const without = `${waiting} in the room ${waiting === 1 ? "has" : "have"} no role yet: the clock would run without them.`;
  const sure = (seated > 0 && waiting === 0) || await ask({
    title: "Begin round 1 now?", yes: "Begin",
    text: waiting ? without : "Nobody has joined: the clock would run, no role would order anything, and all organisations would go on by the model's own rules.",
    field: waiting ? { label: "Whoever has no role", options: [["seat", "gets a free seat now"], ["wait", "waits until given one"]] } : null,
  });
  if (!sure || (sure === "seat" && !(await attempt(link, "seat_all")))) return;
  attempt(link, "open", { stage });
}

function bar(clock) {
  const { done = 0, of = 0 } = clock.resolving ?? {};
  const made = el("progress", { max: of || 1, "aria-label": "Weeks played" });
  if (of) made.value = done;
  return made;
}

async function endRound(link, seated, ready) {
  const open = seated.length - ready, { stage } = link;
  const sure = open === 0 || await ask({
    title: "End the round now?", yes: "End it",
    text: open ? `Not done yet: ${open} of ${seated.length}. Orders that they have not sent do not count.` : "",
  });
  if (sure) attempt(link, "close", { stage });
}

async function stepBack(link, back) {
  const { stage } = link, { clock, class: about } = link.parts;
  const sure = await ask({
    title: `${back.text}?`, yes: "Step back", danger: true,
    text: clock.round > about.rounds ? `The weeks after the last round are taken back, and everybody is at the film of round ${back.round} again.` : "The weeks of that round are taken back, and everybody is at its orders again, as they stood at its deadline.",
    points: [
      "Lost: what happened in those weeks, rulings on them, orders given since, and meetings called since.",
      "Kept: messages, seats, and a note in the class's log that you stepped back.",
      "Injects that you played for those weeks wait again, and come when they are played anew. If one of them was a mistake, take it back under Round, What may come.",
    ],
  });
  if (sure) attempt(link, "back", { stage });
}

export async function end(link) {
  const { stage } = link;
  const sure = await ask({ title: "End the class?", text: "Students can then only read. You can open it again.", yes: "End it" });
  if (sure) attempt(link, "end", { stage });
}
