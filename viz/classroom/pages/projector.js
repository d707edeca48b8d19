// The page on the wall: only what everybody may see.

import { by, clockwords, el, fill, looks, prose } from "./dom.js";
import { Link } from "./link.js";
import { Situation } from "./situation.js";
import { newsList, showLine } from "./told.js";

const link = new Link("peaceops.class.lecturer", { parts, status: (state, seconds) => showLine(state, seconds, false), lost }, "projector");
const situation = new Situation(by("seen"), link, { query: "role=public" });
const done = {};
const MANY = 12; // with more players than this only those who are not done are named

looks(by("look"), () => situation.redraw());
setInterval(tick, 500);
if (link.key) link.connect();
else lost();

function lost() {
  by("told").hidden = by("seen").hidden = by("clock").hidden = true;
  by("lobby").hidden = false;
  fill(by("lobby"), el("p", {}, "Open this page from the lecturer's console in the same browser: it has no key of its own."), el("p", {}, el("a", { href: "/lecturer" }, "To the console")));
}

function parts(changed, { clock, class: about, table, waiting, round, news, room, view }) {
  if (!clock || !about) return;
  const lobby = clock.phase === "lobby";
  by("lobby").hidden = !lobby;
  by("told").hidden = by("seen").hidden = lobby;
  const after = clock.round > about.rounds;
  const phase = {
    lobby: "", orders: `Round ${clock.round} of ${about.rounds}`, resolving: "The weeks are being played",
    film: after ? "After the last round" : `After round ${clock.round} of ${about.rounds}`, debrief: "Debrief", ended: "The class has ended",
  }[clock.phase];
  by("where").textContent = lobby ? "peaceops" : [about.title, phase].filter(Boolean).join(" · ");
  by("title").textContent = !lobby && round && !after && ["orders", "film", "resolving"].includes(clock.phase) ? round.title : about.title;
  document.title = by("title").textContent;
  fill(by("entry"), lobby ? [] : [room?.address, el("strong", {}, room?.code)]);
  const key = JSON.stringify([clock.phase, clock.round, clock.resolving, table, waiting, round, news, room]);
  if (key !== done.key) {
    done.key = key;
    if (lobby) fill(by("lobby"), joining(about, room, table, waiting));
    else fill(by("told"), told(clock, about, round, news, table, after));
  }
  see(clock, view);
}

function joining(about, room, table, waiting) {
  return [
    el("p", { class: "question" }, about.question),
    el("div", { class: "how" }, el("div", {}, el("p", { class: "kind" }, "Join at"), el("p", { class: "address" }, room?.address), el("p", { class: "kind" }, "with the code"), el("p", { class: "code" }, room?.code)),
      room && el("img", { src: room.qr, alt: "QR code of the address" })),
    people(table, waiting),
  ];
}

function people(table, waiting, ready = false) {
  return el("ul", { class: "who", "aria-label": "Who is here" },
    table.map((row) => row.seats.map((seat) => el("li", { class: `${seat.name ? "" : "free"}${ready && seat.ready ? "done" : ""}` }, seat.name ? `${row.title.replace(/ \(.*/, "")}: ${seat.name}${ready && seat.ready ? ", done" : ""}` : `${row.title.replace(/ \(.*/, "")}: free`))),
    (waiting ?? []).map((name) => el("li", {}, name)));
}

function told(clock, about, round, news, table, after) {
  const seated = table.flatMap((row) => row.seats).filter((seat) => seat.name);
  const { done: played = 0, of = 0 } = clock.resolving ?? {};
  const bar = el("progress", { max: of || 1, "aria-label": "Weeks played" });
  if (of) bar.value = played;
  const orders = clock.phase === "orders";
  return [
    clock.phase === "resolving" && el("div", { class: "panel" }, el("h2", {}, "Orders are settled, the weeks are played"), bar),
    round && !after && ["orders", "film"].includes(clock.phase) && el("div", { class: "panel" }, prose(round.text_html)),
    orders && el("div", { class: "panel" }, el("h2", {}, `Done: ${seated.filter((seat) => seat.ready).length} of ${seated.length}`), people(table.map((row) => ({ ...row, seats: row.seats.filter((seat) => seat.name && (seated.length <= MANY || !seat.ready)) })), [], true)),
    ["debrief", "ended"].includes(clock.phase) && el("div", { class: "panel" }, el("h2", {}, "To talk about"), el("ol", {}, (about.questions ?? []).map((one) => el("li", {}, one)))),
    ["debrief", "ended"].includes(clock.phase) && el("div", { class: "panel" }, el("h2", {}, "What is looked at; no single one says who has won"), el("ul", {}, about.axes.map((axis) => el("li", {}, el("strong", {}, `${axis.title}: `), axis.text)))),
    el("div", { class: "panel" }, el("h2", {}, "News"), newsList(news ?? [], about.rounds, 8)),
  ];
}

function tick() {
  const { clock } = link.parts;
  const left = clock?.paused ? clock.left : clock?.ends ? clock.ends - link.now() : null;
  const place = by("clock");
  place.hidden = clock?.phase !== "orders" || left === null;
  if (place.hidden) return;
  place.classList.toggle("soon", left < 60);
  fill(place, clockwords(left), el("small", {}, clock.paused ? "stopped" : left > 0 ? "until the deadline" : "time is up"));
}

function see(clock, view) {
  const now = `${view?.version} ${clock.phase === "resolving"} ${clock.phase === "orders"} ${clock.round}`;
  if (["resolving", "lobby"].includes(clock.phase) || done.view === now) return;
  const film = clock.phase === "film" && done.film !== clock.round;
  if (done.round > clock.round) situation.reset();
  Object.assign(done, { view: now, round: clock.round, film: clock.phase === "film" ? clock.round : 0 });
  situation.refresh(clock.phase === "orders" ? clock.round - 1 : clock.round, film);
}
