// The lecturer's console: the clock, the room, what comes, and what anybody sees.

import { by, clockwords, el, fill, keeping, looks, prose, sentence, skip } from "./dom.js";
import { Link, post } from "./link.js";
import { controls } from "./lecturer_controls.js";
import { drawClass, drawTalk } from "./lecturer_class.js";
import { drawRoom } from "./lecturer_room.js";
import { drawRound } from "./lecturer_round.js";
import { Situation } from "./situation.js";
import { showLine } from "./told.js";

const KEY = "peaceops.class.lecturer";
const TABS = { room: "Room", round: "Round", eyes: "View", talk: "Talk", class: "Class" };

const link = new Link(KEY, { parts, status: showLine, lost });
const done = {}; // what has been drawn, so that only what changed is drawn again
let situation = null;
let eyes = "truth";

begin();

async function begin() {
  looks(by("look"), () => situation?.redraw());
  skip();
  fill(by("tabs"), Object.entries(TABS).map(([tab, words]) => el("button", { type: "button", "data-tab": tab, onclick: () => show(tab) }, words)));
  show(innerWidth < 1000 ? "room" : innerWidth < 1600 ? "round" : "eyes");
  addEventListener("resize", mark);
  document.addEventListener("debrief", () => {
    delete done.controls;
    delete done.class;
    if (link.parts.clock) parts({}, link.parts);
  });
  setInterval(tick, 500);
  const once = /once=([\w.~-]+)/.exec(location.hash)?.[1];
  if (once) {
    history.replaceState(null, "", location.pathname);
    await enter(once);
  } else if (link.key) link.connect();
  else enterForm();
}

/** Mark the part that is shown: where room and round stand beside it, choosing one of these shows the view. */
function mark() {
  const { tab } = document.body.dataset;
  const beside = innerWidth >= 1600 ? ["room", "round"] : innerWidth >= 1000 ? ["room"] : [];
  const shown = beside.includes(tab) ? (innerWidth >= 1600 ? "eyes" : "round") : tab;
  for (const button of by("tabs").children) button.setAttribute("aria-current", String(button.dataset.tab === shown));
}

function show(tab) {
  document.body.dataset.tab = tab;
  mark();
  situation?.redraw();
}

async function enter(once) {
  try {
    link.key = (await post("/api/lecturer", { once })).key;
    by("enter").hidden = true;
    link.connect();
  } catch (error) {
    if (link.key) link.connect();
    else enterForm(error.message);
  }
}

function enterForm(told = "") {
  document.body.classList.remove("in");
  for (const name of [...Object.keys(TABS), "tabs", "controls", "clock"]) by(name).hidden = true;
  const field = el("input", { id: "once", type: "text", autocomplete: "off", spellcheck: "false", required: true });
  fill(by("enter"), el("form", {
    class: "panel",
    onsubmit: (event) => {
      event.preventDefault();
      enter(/once=([\w.~-]+)/.exec(field.value)?.[1] ?? field.value.trim());
    },
  }, el("h2", {}, "This is the lecturer's console"),
  el("p", {}, "Open it with the link that the terminal shows after the class was started. It works once; this browser then keeps the key."),
  el("p", {}, "Students go to the front page of this address instead: ", el("a", { href: "/" }, "join the class"), "."),
  told && el("p", { class: "wrong", role: "alert" }, sentence(told)),
  el("label", { for: "once" }, "Link from the terminal"), field,
  el("div", { class: "buttons" }, el("button", { class: "strong", type: "submit" }, "Open the console"))));
  by("enter").hidden = false;
}

function lost(reason) {
  for (const name of Object.keys(done)) delete done[name];
  enterForm("The key of this browser is not good for this class.");
  if (reason === "deleted") fill(by("enter"), el("div", { class: "panel", role: "status" }, el("h2", {}, "The class has been deleted"),
    el("p", {}, "Its file is erased and the server has stopped: this page can be closed. A debrief that you have made stays where this browser put it. For a new class, give the command in the terminal again.")));
}

/** Draw a part again if what it shows has changed. */
function drawIf(name, what, draw) {
  const key = JSON.stringify(what);
  if (done[name] === key) return;
  done[name] = key;
  keeping(by(name), draw);
}

function parts(changed, all) {
  document.body.classList.add("in");
  by("enter").hidden = true;
  for (const name of [...Object.keys(TABS), "tabs", "controls"]) by(name).hidden = false;
  head(all);
  const { clock, table, waiting, players, room, orders_all: given, round, injects, played, messages, meetings, news, log, refused, rulings, set_aside: aside, back, view } = all;
  drawIf("controls", [clock.phase, clock.round, clock.paused, clock.axes, clock.resolving, Boolean(clock.ends), table, players, back, all.class?.rounds], () => controls(by("controls"), link));
  drawIf("room", [room, table, waiting, players, clock.phase], () => drawRoom(by("room"), link));
  drawIf("round", [clock.phase, clock.round, round, given, injects, played, rulings, aside, room?.guide, all.class?.questions], () => drawRound(by("round"), link));
  drawIf("talk", [messages, meetings, news], () => drawTalk(by("talk"), link));
  drawIf("class", [room, log, refused, clock.phase, clock.round, back], () => drawClass(by("class"), link));
  drawIf("eyes", [table.map((row) => row.role)], () => drawEyes(table));
  see(clock, view);
}

function head({ clock, class: about, round }) {
  const words = {
    lobby: "Before the first round", orders: `Round ${clock.round} of ${about.rounds}: orders`, resolving: "The weeks are being played",
    film: clock.round > about.rounds ? "After the last round: the film" : `Round ${clock.round} of ${about.rounds}: the film`, debrief: "Debrief", ended: "The class has ended",
  };
  by("where").textContent = `${about.title} · ${words[clock.phase] ?? clock.phase}`;
  by("title").textContent = round && ["orders", "film", "resolving"].includes(clock.phase) ? round.title : "Lecturer's console";
  document.title = `${words[clock.phase] ?? clock.phase} - ${about.title}`;
}

function tick() {
  const { clock } = link.parts;
  const left = clock?.paused ? clock.left : clock?.ends ? clock.ends - link.now() : null;
  const place = by("clock");
  place.hidden = !link.key || clock?.phase !== "orders" || left === null;
  if (place.hidden) return;
  const words = clockwords(left);
  if (place.dataset.words === words + clock.paused) return;
  place.dataset.words = words + clock.paused;
  place.classList.toggle("soon", left < 60);
  fill(place, words, el("small", {}, clock.paused ? "stopped" : left > 0 ? "left" : "time is up"));
}

function drawEyes(table) {
  const roles = [["truth", "Everything, as it is"], ["public", "What everybody sees"], ...table.map((row) => [row.role, row.title])];
  const pick = el("select", { id: "eyes-role", onchange: () => look(pick.value) }, roles.map(([role, title]) => el("option", { value: role }, title)));
  pick.value = roles.some(([role]) => role === eyes) ? eyes : "truth";
  const body = el("div");
  const card = el("div", { id: "eyes-card" });
  fill(by("eyes"), el("div", { class: "panel" }, el("h2", {}, "What a role sees"), el("div", { class: "pick" }, el("div", {}, el("label", { for: "eyes-role" }, "Look as"), pick)), body), card);
  situation = new Situation(body, link, { query: `role=${pick.value}` });
  done.view = null;
}

function look(role) {
  eyes = role;
  situation.reset(`role=${encodeURIComponent(role)}`);
  done.view = null;
  see(link.parts.clock, link.parts.view);
}

function see(clock, view) {
  const now = `${view?.version} ${clock.phase === "resolving"} ${clock.phase === "orders"} ${clock.round}`;
  if (clock.phase === "resolving" || done.view === now) return;
  if (done.view && done.round > clock.round) situation.reset();
  done.view = now;
  done.round = clock.round;
  situation.refresh(clock.phase === "orders" || clock.phase === "lobby" ? Math.max(0, clock.round - 1) : clock.round);
  showCard();
}

/** Show the card and the orders of the role that one looks as, where the server gives them. */
async function showCard() {
  const place = by("eyes-card");
  if (["truth", "public"].includes(eyes)) {
    fill(place);
    return;
  }
  const asked = eyes;
  const answer = await link.get(`/api/card?role=${encodeURIComponent(eyes)}`).catch(() => null);
  if (asked !== eyes) return;
  const card = answer?.card;
  fill(place, card && el("div", { class: "panel private" }, el("h3", {}, `Only ${card.title} is told`), prose(card.private_html),
    card.goals?.length > 0 && [el("h4", {}, "Wants for itself"), el("ul", {}, card.goals.map((goal) => el("li", {}, goal)))]),
  card && el("div", { class: "panel" }, el("h3", {}, "Holds"), card.holds.length ? el("ul", {}, card.holds.map((hold) => el("li", {}, el("strong", {}, hold.label), `: now ${hold.now_label}; ${hold.allowed} (${hold.with})`))) : el("p", {}, "Nothing; it persuades.")));
}
