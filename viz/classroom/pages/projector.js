// The page on the wall: only what everybody may see.

import { by, clockwords, el, fill, fit, looks, prose } from "./dom.js";
import { Link } from "./link.js";
import { Situation } from "./situation.js";
import { curves } from "./curves.js";
import { ALONE, moreToCome, newsList, newsSoFar, reaches, showLine, steppedBack } from "./told.js";

const link = new Link("peaceops.class.lecturer", { parts, status: (state, seconds) => showLine(state, seconds, false), lost }, "projector");
const situation = new Situation(by("seen"), link, { query: "role=public", wall: true, reached: () => link.parts.clock && parts({}, link.parts) });
const done = {};
const TILES = 6; // curves that are shown: few and large, with a place for what happened in the week
const MANY = 12; // names of players for which there is a place
const MOST = 40; // news of which as many are shown as there is a place for

looks(by("look"), () => situation.redraw());
addEventListener("resize", fitAll);
setInterval(tick, 500);
if (link.key) link.connect();
else lost();

function lost(reason) {
  for (const name of ["told", "seen", "clock", "paused", "announced", "line"]) by(name).hidden = true;
  by("lobby").hidden = false;
  document.body.classList.remove("over");
  fill(by("entry"));
  if (reason) {
    by("where").textContent = by("title").textContent = document.title = "peaceops";
  }
  if (reason === "deleted") fill(by("lobby"), el("div", { class: "gone", role: "status" }, el("h2", {}, "The class has been deleted"), el("p", {}, "Names, orders and messages are erased.")));
  else fill(by("lobby"), el("p", {}, "Open this page from the lecturer's console in the same browser: it has no key of its own."), el("p", {}, el("a", { href: "/lecturer" }, "To the console")));
}

function parts(changed, { clock, class: about, table, waiting, round, news, room, view }) {
  if (!clock || !about) return;
  const lobby = clock.phase === "lobby";
  by("lobby").hidden = !lobby;
  by("told").hidden = lobby;
  const after = clock.round > about.rounds;
  const phase = {
    lobby: "", orders: `Round ${clock.round} of ${about.rounds}`, resolving: "The weeks are being played",
    film: after ? "After the last round" : `After round ${clock.round} of ${about.rounds}`, debrief: "Debrief", ended: "The class has ended",
  }[clock.phase];
  by("where").textContent = lobby ? "peaceops" : [about.title, phase].filter(Boolean).join(" · ");
  by("title").textContent = !lobby && round && !after && ["orders", "film", "resolving"].includes(clock.phase) ? round.title : about.title;
  document.title = by("title").textContent;
  fill(by("entry"), lobby ? [] : [room?.address, el("strong", {}, room?.code)]);
  if (by("paused").hidden === clock.paused) {
    by("paused").hidden = !clock.paused;
    fitAll();
  }
  const announced = said(news, clock);
  if (by("announced").textContent !== announced) {
    by("announced").textContent = announced;
    by("announced").hidden = !announced;
    by("announced").classList.toggle("long", announced.length > 160);
    fitAll();
  }
  const shown = newsSoFar(news, clock, situation.upto);
  const key = JSON.stringify([clock.phase, clock.round, clock.again, clock.axes, clock.resolving, table, waiting, round, news, shown.length, room]);
  if (key !== done.key) {
    done.key = key;
    if (lobby) fill(by("lobby"), joining(about, room, table, waiting));
    else fill(by("told"), told(clock, about, round, shown, moreToCome(news, shown), table, after));
    fitNews();
  }
  const over = ["debrief", "ended"].includes(clock.phase), asks = over && !clock.axes;
  by("seen").hidden = lobby || asks;
  document.body.classList.toggle("asking", asks); // a class draws from memory what it is shown afterwards
  if (over !== done.over) {
    done.over = over;
    document.body.classList.toggle("over", over); // the axes have the right half then, and the map stands under the questions
    situation.options.most = over ? 0 : TILES;
    if (situation.view) situation.show(situation.week); // drawn before, and perhaps fetched no more
  }
  see(clock, view);
  axes(over && clock.axes, about, view);
  if (asks !== done.asks) {
    done.asks = asks;
    fitAll();
  }
}

/** What the lecturer has said last to everybody, as long as the round goes on in which it was said. */
const said = (news, { phase, round }) => (phase !== "ended" && (news ?? []).findLast((one) => one.kind === "broadcast" && one.round === round)?.text) || "";

/** Leave away the news that have no place, the cards of the round last: nobody scrolls a wall. */
function fitNews() {
  const lines = [...by("told").querySelectorAll(":scope > .panel > .news > li")];
  const { phase, round } = link.parts.clock ?? {}, last = String(phase === "orders" ? round - 1 : round);
  const from = (...kinds) => lines.filter((line) => line.dataset.round === last && kinds.some((kind) => line.classList.contains(kind)));
  const first = [...new Set([...from("own"), ...from("kind-inject", "kind-broadcast")])];
  const panel = lines[0]?.closest(".panel");
  panel?.classList.remove("none");
  fit(by("told"), first, lines.filter((line) => !first.includes(line)));
  panel?.classList.toggle("none", lines.every((line) => line.hidden));
}

function fitAll() {
  fitNews();
  fitQuestions();
  fitMap();
  situation.showEvents();
}

/** Let the questions be as large as all of them have a place. */
function fitQuestions() {
  const place = by("told");
  for (const size of document.body.classList.contains("asking") ? [1.5, 1.35, 1.2, 1.05] : []) {
    place.style.fontSize = `${size}em`;
    if (place.scrollHeight <= place.clientHeight + 1) return;
  }
  place.style.fontSize = "";
}

/** In the debrief give the map what the questions leave of the left half; where that is little, it is left away. */
function fitMap() {
  const map = situation.mapPlace.closest(".onmap"), box = map.querySelector(".mapbox");
  map.hidden = false;
  if (!box) return;
  box.style.maxHeight = "";
  if (document.body.classList.contains("over") && innerWidth >= 900) {
    box.hidden = true;
    const room = by("main").clientHeight - by("told").offsetHeight - map.offsetHeight - innerHeight / 60;
    box.hidden = false;
    map.hidden = room < innerHeight / 6;
    box.style.maxHeight = `${Math.floor(room)}px`;
  }
  situation.redraw();
}

/** Show how each axis went, once the lecturer lets them be seen: what nobody saw while it was played. */
async function axes(shown, about, view) {
  const now = shown && view?.version;
  if (done.axes === now) return;
  done.axes = now;
  fill(situation.beside);
  if (!shown) return;
  const truth = await link.get("/api/view?role=truth").catch(() => null);
  if (!truth || done.axes !== now) return;
  const columns = about.axes.map((axis) => ({ ...truth.columns.find((one) => one.key === axis.column), label: axis.title, better: 0, help: axis.text })).filter((one) => one.key);
  const grid = el("div", { class: "curves" });
  curves(grid, { ...truth, columns, since: 0 });
  for (const [i, column] of columns.entries()) { // a run begins with plans and beliefs at nothing: to hold its end against that says little
    if (column.kind !== "flow") fill(grid.children[i].querySelector(".moved"), "in the last week");
    grid.children[i].open = true;
  }
  fill(situation.beside, el("div", { class: "axes" }, el("h2", {}, "What is looked at; no single one says who has won"), grid,
    el("p", { class: "small" }, "Week by week as it was, from the first week to the last.")));
  fitAll();
}

function joining(about, room, table, waiting) {
  return [
    el("p", { class: "question" }, about.question),
    el("div", { class: "how" }, el("div", {}, el("p", { class: "kind" }, "Join at"), el("p", { class: "address" }, room?.address), el("p", { class: "kind" }, "with the code"), el("p", { class: "code" }, room?.code)),
      room && reaches(room.address) && el("img", { src: room.qr, alt: "QR code of the address" })),
    room && !reaches(room.address) && el("p", { class: "wrong" }, ALONE),
    people(table, waiting),
  ];
}

const short = (row) => row.title.replace(/ \(.*/, "");

function people(table, waiting) {
  return el("ul", { class: "who", "aria-label": "Who is here" },
    table.map((row) => row.seats.map((seat) => el("li", { class: seat.name ? "" : "free" }, `${short(row)}: ${seat.name ?? "free"}`))),
    (waiting ?? []).map((name) => el("li", {}, name)));
}

/** Who is done, by role; of many only those who are not are named, and while these are many, those who are done are counted. */
function readiness(table) {
  const seats = (row) => row.seats.filter((seat) => seat.name), all = table.flatMap(seats);
  const crowd = all.filter((seat) => !seat.ready).length > MANY;
  const line = (row) => {
    const open = seats(row).filter((seat) => !seat.ready), done = seats(row).length - open.length;
    const names = (all.length > MANY ? open : seats(row)).flatMap((seat) => [", ", seat.name, seat.ready && el("span", { class: "done" }, " (done)")]).slice(1);
    return el("li", {}, el("strong", {}, `${short(row)}: `), open.length === 0 ? el("span", { class: "done" }, "done") : crowd ? `${done} of ${seats(row).length}` : names);
  };
  return [el("h2", {}, `Done: ${all.filter((seat) => seat.ready).length} of ${all.length}`), el("ul", { class: "who", "aria-label": "Who is done" }, table.filter((row) => seats(row).length).map(line))];
}

function told(clock, about, round, news, more, table, after) {
  const { done: played = 0, of = 0 } = clock.resolving ?? {};
  const bar = el("progress", { max: of || 1, "aria-label": "Weeks played" });
  if (of) bar.value = played;
  const orders = clock.phase === "orders", over = ["debrief", "ended"].includes(clock.phase), back = steppedBack(clock);
  return [
    back && el("div", { class: "panel hint" }, el("p", {}, el("strong", {}, back))),
    clock.phase === "resolving" && el("div", { class: "panel" }, el("h2", {}, "Orders are settled, the weeks are played"), bar),
    round && !after && ["orders", "film"].includes(clock.phase) && el("div", { class: "panel" }, prose(round.text_html)),
    orders && el("div", { class: "panel" }, readiness(table)),
    over && el("div", { class: "panel" }, el("h2", {}, "To talk about"), el("ol", {}, (about.questions ?? []).map((one) => el("li", {}, one)))),
    over && !clock.axes && el("div", { class: "panel" }, el("h2", {}, "What is looked at; no single one says who has won"), el("ul", {}, about.axes.map((axis) => el("li", {}, el("strong", {}, `${axis.title}: `), axis.text)))),
    !over && el("div", { class: "panel" }, el("h2", {}, "News"), newsList(news.filter((one) => one.kind !== "broadcast" || one.text !== by("announced").textContent), about.rounds, MOST), more),
  ];
}

function tick() {
  const { clock } = link.parts;
  const left = clock?.paused ? clock.left : clock?.ends ? clock.ends - link.now() : null;
  const place = by("clock"), hides = clock?.phase !== "orders" || left === null;
  if (place.hidden !== hides) {
    place.hidden = hides;
    fitAll(); // without it the header is lower
  }
  if (hides) return;
  place.classList.toggle("soon", left < 60);
  fill(place, clockwords(left), el("small", {}, clock.paused ? "stopped" : left > 0 ? "until the deadline" : "time is up"));
}

function see(clock, view) {
  const now = `${view?.version} ${clock.phase === "resolving"} ${clock.phase === "orders"} ${clock.round}`;
  if (["resolving", "lobby"].includes(clock.phase) || done.view === now) return;
  const film = clock.phase === "film" && done.film !== clock.round;
  if (done.round > clock.round) situation.reset();
  Object.assign(done, { view: now, round: clock.round, film: clock.phase === "film" ? clock.round : 0 });
  situation.refresh(clock.phase === "orders" ? clock.round - 1 : clock.round, film).then(fitAll); // the map may come after the axes
}
