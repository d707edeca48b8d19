// The student's page: join, take a role, read, talk, order, and see what came of it.

import { ask, by, clockwords, el, fill, keeping, looks, prose, say, skip } from "./dom.js";
import { count } from "./choices.js";
import { joinForm, newId, seatChoice } from "./joining.js";
import { Link } from "./link.js";
import { Orders } from "./orders.js";
import { Situation } from "./situation.js";
import { Talk } from "./talk.js";
import { getDebrief } from "./making.js";
import { announced, clear, moved } from "./notices.js";
import { leaving, missionLeft, moreToCome, newsList, newsSoFar, rulingList, showLine, steppedBack } from "./told.js";
import { Without } from "./without.js";

const KEY = "peaceops.class.student";
const TABS = { round: "Round", situation: "Situation", orders: "Orders", talk: "Talk", role: "Role" };

const link = new Link(KEY, { parts, status: showLine, lost });
const orders = new Orders(by("orders-body"), link, () => act());
const talk = new Talk(by("talk-body"), link);
const situation = new Situation(by("situation-body"), link, { goals: () => link.parts.card?.goal_columns ?? [], unseen: () => link.parts.card?.goals_unseen ?? [], named, reached: () => link.parts.you?.seat && roundPart(link.parts) });
const without = new Without(link, situation);
let seenMessages = Number(sessionStorage.getItem("peaceops messages") ?? 0);
let drawn = {};

begin();

async function begin() {
  looks(by("look"), () => situation.redraw());
  skip();
  fill(by("tabs"), Object.entries(TABS).map(([tab, words]) => el("button", { type: "button", "data-tab": tab, onclick: () => show(tab) }, words, el("span", { class: "dot", hidden: true }))));
  show("round");
  setInterval(tick, 500);
  addEventListener("beforeunload", (event) => {
    if (orders.unsent || talk.unsent) event.preventDefault();
  });
  if (link.key) {
    by("where").textContent = "Going back to your seat";
    link.connect();
  } else join();
}

function show(tab, focus = false) {
  document.body.dataset.tab = tab;
  for (const button of by("tabs").children) button.setAttribute("aria-current", String(button.dataset.tab === tab));
  if (tab === "situation") situation.redraw();
  if (tab === "talk") readAll();
  if (focus) by(tab)?.scrollTo?.(0, 0);
  if (innerWidth < 900) scrollTo(0, 0);
}

/** Show the form with which one joins, and nothing else. */
function join(told = "") {
  document.body.classList.remove("desk");
  hide("seats", "desk", "foot", "clock", "paused");
  joinForm(by("join"), link, told);
}

/** Say that the class is gone: there is nothing left to join. */
function gone() {
  document.body.classList.remove("desk");
  hide("seats", "desk", "foot", "clock", "paused");
  by("where").textContent = by("title").textContent = document.title = "peaceops";
  fill(by("join"), el("div", { class: "panel", role: "status" }, el("h2", {}, "The class has been deleted"), el("p", {}, "Names, orders and messages are erased. This page can be closed.")));
  by("join").hidden = false;
}

function lost(reason) {
  newId(link);
  by("line").hidden = true;
  drawn = {};
  clear();
  situation.stop();
  if (reason === "deleted") gone();
  else join("You are not in this class any more, or it is a new one. Join with the code.");
}

// What the server says

function parts(changed, all, before) {
  hide("join");
  const { you, clock } = all;
  if (!you || !clock) return;
  const seated = Boolean(you.seat);
  document.body.classList.toggle("desk", seated);
  document.body.dataset.phase = clock.phase;
  document.body.classList.toggle("solo", Boolean(all.class?.solo));
  by("desk").hidden = by("foot").hidden = !seated;
  if (before.clock && before.clock.phase !== clock.phase) by("orders").scrollTop = by("round").scrollTop = 0;
  by("seats").hidden = seated;
  head(all);
  moved(before, all, link, () => show("role", true));
  announced(before, all);
  if (!seated) {
    seatChoice(by("seats"), link);
    return;
  }
  if (drawn.seat !== you.seat) {
    if (drawn.seat !== undefined) situation.reset();
    drawn = { seat: you.seat };
  }
  orders.draw();
  talk.draw();
  roundPart(all);
  if (changed.card || !drawn.card || before.clock?.phase !== clock.phase) rolePart(all);
  act();
  tabMarks(all);
  see(all, before);
  without.draw(all);
  turn(before.clock, clock);
}

/** Go to what is new when the class goes on; on the first word after the page was opened only to the film, which nothing else points to. */
function turn(before, { phase, round, again }) {
  if (before ? before.phase === phase && before.round === round : phase !== "film") return;
  if (phase === "film" && !again) show("situation", true);
  else if (phase !== "resolving") show("round", true);
}

/** Fetch map and curves where they have changed; the film begins where a round has just been played. */
function see(all, before) {
  const { clock, view } = all;
  const version = view?.version ?? "";
  const played = clock.phase === "film" ? clock.round : clock.phase === "debrief" || clock.phase === "ended" ? clock.round : clock.round - 1;
  const now = `${version} ${clock.phase === "resolving"}`;
  if (clock.phase === "resolving" || drawn.view === now) return;
  const back = drawn.round && clock.round < drawn.round;
  const film = clock.phase === "film" && (drawn.film !== clock.round || before.clock?.phase === "resolving");
  if (back || before.clock?.phase === "resolving") situation.reset();
  Object.assign(drawn, { view: now, round: clock.round, film: clock.phase === "film" ? clock.round : drawn.film });
  situation.refresh(Math.max(0, played), film);
}

function head({ clock, you, class: about, round, card }) {
  const phase = {
    lobby: "Before the first round", orders: `Round ${clock.round} of ${about?.rounds ?? "?"}`, resolving: `Round ${clock.round}: the weeks are played`,
    film: `After round ${clock.round}`, debrief: "Debrief", ended: "The class has ended",
  }[clock.phase] ?? "";
  const after = clock.round > (about?.rounds ?? Infinity) && ["film", "resolving"].includes(clock.phase);
  by("where").textContent = [after ? "After the last round" : phase, you?.title?.replace(/ \(.*/, ""), you?.name].filter(Boolean).join(" · ");
  by("title").textContent = (clock.phase === "orders" || clock.phase === "resolving" || clock.phase === "film") && !after ? round?.title ?? clock.title ?? about?.title : about?.title ?? "";
  document.title = `${by("title").textContent} - peaceops`;
  by("paused").hidden = !clock.paused;
  by("paused").textContent = `The lecturer has stopped the clock.${you?.seat ? ` You can still read${card?.holds.length ? ", talk and order" : " and talk"}.` : ""}`;
}

function tick() {
  const { clock } = link.parts;
  const place = by("clock");
  const left = clock?.paused ? clock.left : clock?.ends ? clock.ends - link.now() : null;
  place.hidden = !link.key || clock?.phase !== "orders" || left === null;
  if (place.hidden) return;
  const words = clockwords(left);
  if (place.dataset.words === words + clock.paused) return;
  place.dataset.words = words + clock.paused;
  place.classList.toggle("soon", left < 60);
  fill(place, words, el("small", {}, clock.paused ? "stopped" : left > 0 ? "until the deadline" : "time is up"));
  if (Math.ceil(left) === 30 && orders.unsent && !clock.paused) say(`Half a minute left: ${count(orders.unsent, "order")} not sent yet.`, "bad");
  if (left <= 0 && drawn.late !== clock.round) {
    drawn.late = clock.round;
    orders.draw(true);
    act();
  }
}

/** Names that the hint of the round sets apart, for whoever plays alone: curves to look at. */
function named() {
  if (!link.parts.class?.solo) return [];
  const hint = el("div", {}, prose(link.parts.round?.hint_html));
  const said = [...hint.querySelectorAll("em")].map((one) => one.textContent);
  return (said.length ? said : (link.parts.class?.axes ?? []).map((axis) => axis.title)).map((one) => one.toLowerCase()); // when no hint speaks, as after the last round, what the exercise looks at
}

function hide(...names) {
  for (const name of names) by(name).hidden = true;
}

// Round and news

function roundPart(all) {
  const { clock, round, class: about, rulings, set_aside: aside, you } = all;
  const news = newsSoFar(all.news, clock, situation.upto), more = moreToCome(all.news, news);
  const key = JSON.stringify([clock.phase, clock.round, clock.again, clock.resolving, round, news.length, news.at(-1)?.n, Boolean(more), rulings?.length, aside?.length, you.seat]);
  if (key === drawn.roundKey) return;
  drawn.roundKey = key;
  const solo = about?.solo;
  const made = [], left = !more && round?.mission_left && missionLeft(), back = steppedBack(clock);
  if (back) made.push(el("div", { class: "panel hint" }, el("p", {}, el("strong", {}, back))));
  if (clock.phase === "lobby") {
    made.push(el("div", { class: "panel" }, el("h2", {}, about.title), el("p", { class: "question" }, about.question), prose(about.story_html)),
      secret(all.card), howItGoes(solo, about));
  }
  if (clock.phase === "orders" && round) {
    made.push(el("div", { class: "panel" }, el("p", { class: "kind" }, `Round ${round.number}: ${count(round.weeks, "week")}${round.mission_left ? "" : " of the mission"}`), el("h2", {}, round.title), prose(round.text_html)), left, leaving(round));
    if (round.hint_html) made.push(el("div", { class: "panel hint" }, el("h3", {}, "What you could try"), prose(round.hint_html), el("div", { class: "buttons tothere" },
      el("button", { type: "button", class: "quiet", "data-to": "situation", onclick: () => show("situation", true) }, "See map and curves"), el("button", { type: "button", class: "quiet", "data-to": "orders", onclick: () => show("orders", true) }, "Change orders"))));
  }
  if (clock.phase === "orders" && clock.round === 1 && !solo) made.push(secret(all.card));
  if (clock.phase === "film") made.push(left);
  if (clock.phase === "resolving") made.push(resolving(clock));
  if (clock.phase === "debrief" || clock.phase === "ended") made.push(debrief(all));
  const last = clock.phase === "orders" ? clock.round - 1 : clock.round;
  const told = rulingList((rulings ?? []).filter((one) => one.round === last), (aside ?? []).filter((one) => one.round === last), false, ...(solo ? ["You changed nothing: all stayed as it was."] : []));
  const read = solo && ["orders", "debrief", "ended"].includes(clock.phase); // it stood beside the curves, and alone nobody else ordered anything
  if (last > 0 && last <= about.rounds && !read && clock.phase !== "resolving" && clock.phase !== "lobby") {
    made.push(el("div", { class: "panel came" }, el("h3", {}, `What came of the orders of round ${last}`), told));
  }
  const fresh = (one) => !solo || one.round >= last;
  const old = news.filter((one) => !fresh(one));
  if (!solo || news.length || more) made.push(el("div", { class: "panel" }, el("h3", {}, "News"), newsList(news.filter(fresh), about.rounds), more, old.length > 0 && el("details", {}, el("summary", { class: "small" }, "News of earlier rounds"), newsList(old, about.rounds))));
  const earlier = (rulings ?? []).filter((one) => one.round < last + read);
  if (earlier.length) made.push(el("details", { class: "panel" }, el("summary", {}, solo ? "Your orders so far" : "Rulings of earlier rounds"), rulingList(earlier, (aside ?? []).filter((one) => one.round < last), true)));
  keeping(by("round-body"), () => fill(by("round-body"), made)); // with the film news come one by one, and what was opened stays open
}

function howItGoes(solo, about) {
  const steps = solo
    ? ["Read what the round is about.", "Move one of your choices.", "Play the weeks, and watch what moves. You cannot break anything: each round can be tried again."]
    : ["Read your own role. What is in the dashed frame, only you are told.", "When the round begins, talk to whom you like and send your orders before the deadline. What you do not order stays as it is.",
      "Orders that conflict are settled by rules; you are told why. Then the weeks are played.", "Watch what happened, and go on."];
  return el("div", { class: "panel" }, el("h3", {}, "How it goes"), el("ol", {}, steps.map((step) => el("li", {}, step))),
    !solo && about.axes?.length > 0 && el("p", { class: "small" }, `In the end one looks at: ${about.axes.map((axis) => axis.title.toLowerCase()).join(", ")}. No single one says who has won.`));
}

function resolving(clock) {
  const { done = 0, of = 0 } = clock.resolving ?? {};
  const bar = el("progress", { max: of || 1, "aria-label": "Weeks played" });
  if (of) bar.value = done;
  return el("div", { class: "panel" }, el("h2", {}, "Orders are settled, the weeks are played"), el("p", {}, of ? `${done} of ${count(of, "week")}` : "A few seconds."), bar);
}

function debrief({ class: about, card, clock }) {
  return el("div", { class: "panel" }, el("h2", {}, clock.phase === "ended" ? "The class has ended" : "Debrief"),
    el("p", {}, about.solo ? "No single number says who has won." : "There is no single winner. Look at map and curves of the whole time under Situation."),
    about.axes?.length > 0 && [el("h3", {}, about.solo ? "What came of it" : "What is looked at"), about.solo ? cameOf() : el("ul", {}, about.axes.map((axis) => el("li", {}, el("strong", {}, `${axis.title}: `), axis.text))), !about.solo && el("p", { class: "small" }, "What came of each stands in the debrief that the lecturer shows.")],
    el("h3", {}, about.solo ? "Think about" : "Talk about"), el("ul", {}, (about.questions ?? []).map((one) => el("li", {}, one))),
    !about.solo && card?.goals?.length > 0 && [el("h3", {}, "What you wanted for yourself"), el("ul", {}, card.goals.map((goal) => el("li", {}, goal)))],
    about.solo && el("div", { class: "buttons" }, el("button", { type: "button", class: "strong", onclick: getDebrief(link, "/api/debrief", "solo_debrief.html") }, "Get the debrief as a file"), el("button", { type: "button", class: "quiet", onclick: getDebrief(link, "/api/session", "solo_debrief_data.zip") }, "Raw data"), el("button", { type: "button", class: "quiet", onclick: anew }, "Begin anew")));
}

/** What came of each axis; fetched once, however often the page is drawn. */
function cameOf() {
  const { view } = link.parts;
  if (drawn.axesOf !== view?.version) {
    Object.assign(drawn, { axesOf: view?.version, axes: el("div", { class: "axes" }) });
    without.axes(drawn.axes);
  }
  return drawn.axes;
}

// Role

function rolePart({ card, table, you, clock, class: about }) {
  if (!card) return;
  drawn.card = true;
  const mates = table.find((row) => row.role === you.role)?.seats.filter((seat) => seat.name && seat.seat !== you.seat) ?? [];
  fill(by("role-body"),
    el("div", { class: "panel" }, el("p", { class: "kind" }, "Your role; all know this"), el("h2", {}, card.title), prose(card.public_html), prose(card.briefing_html),
      mates.length > 0 && el("p", {}, `You share it with ${mates.map((seat) => seat.name).join(", ")} and speak with one voice.`)),
    secret(card),
    el("div", { class: "panel" }, el("h3", {}, "What you see"), el("ul", {}, card.sees.map((one) => el("li", {}, el("strong", {}, one.title[0].toUpperCase() + one.title.slice(1)), `: ${one.text}`))),
      card.organisations?.length > 0 && el("p", { class: "small" }, `You lead or speak for: ${card.organisations.join(", ")}. The map also shows what they believe, which may be wrong.`)),
    about?.story_html && el("details", { class: "panel" }, el("summary", {}, "The country and the mission"), prose(about.story_html)),
    el("div", { class: "buttons" },
      el("button", { type: "button", class: "quiet", onclick: rename }, "Change my name"),
      about?.solo && clock.phase !== "lobby" && el("button", { type: "button", class: "quiet", onclick: anew }, "Begin anew"),
      about?.solo && el("button", { type: "button", class: "danger", onclick: erase }, "Delete this game"),
      !(about?.solo && table.length === 1) && el("button", { type: "button", class: "quiet", onclick: leave }, "Leave this role")));
}

async function anew() {
  const { stage } = link;
  const yes = await ask({ title: "Begin anew?", text: "All rounds are taken back, and the exercise begins with its first one, in the same country and with the same luck.", yes: "Begin anew", danger: true });
  if (yes) attempt(() => link.do("anew", { stage }));
}

async function erase() {
  const yes = await ask({ title: "Delete this game?", text: "Everything in it is erased, and the server stops.", yes: "Delete it for good", danger: true });
  if (yes) attempt(async () => {
    await link.do("delete", { really: "solo" });
    link.forget("deleted");
  });
}

/** What only this role is told. */
function secret(card) {
  if (!card?.private_html && !card?.goals?.length) return null;
  return el("div", { class: "panel private" }, el("h3", {}, "For you alone"), prose(card.private_html),
    card.goals?.length > 0 && [el("h4", {}, "What you want for yourself"), el("ul", { class: "goals" }, card.goals.map((goal) => el("li", {}, goal)))]);
}

async function rename() {
  const name = await ask({ title: link.parts.class?.solo ? "Your name" : "Your name, as others see it", yes: "Change it", field: { label: "Name", most: 40, value: link.parts.you.name } });
  if (name && name.trim()) attempt(() => link.do("rename", { name: name.trim() }));
}

async function leave() {
  const yes = await ask({ title: "Leave this role?", text: "The seat then orders nothing; where nobody else sits in this role, its organisations go on by the model's own rules. You can come back to it while it is free; another role only the lecturer can give you, because you have read this one's card.", yes: "Leave it", danger: true });
  if (yes) attempt(() => link.do("leave"));
}

async function attempt(doing) {
  try {
    await doing();
  } catch (error) {
    say(error.message, "bad");
  }
}

// The strip that says what to do next

function act() {
  const { clock, you, class: about, round } = link.parts;
  if (!clock || !you?.seat) return;
  const solo = about?.solo;
  const key = JSON.stringify([clock.phase, clock.round, you.ready, orders.unsent, orders.sent, orders.sending, orders.open, solo]);
  if (key === drawn.act) return;
  drawn.act = key;
  const button = (words, doing, kind = "strong") => el("button", { type: "button", class: kind, disabled: orders.sending, onclick: doing }, words);
  const next = () => attempt(() => link.do("next"));
  const again = async () => {
    const { stage } = link;
    if (await ask({ title: "Try this round again?", text: "What happened in its weeks is taken back; your orders are as you gave them.", yes: "Try again" })) attempt(() => link.do("back", { stage }));
  };
  const made = {
    lobby: () => solo ? [el("p", {}, "Read the story, then begin."), button("Begin round 1", next)] : [el("p", {}, "Read your role. The lecturer begins the first round.")],
    orders: () => ordering(solo, you, round, button),
    resolving: () => [el("p", {}, "The weeks are being played.")],
    film: () => solo ? [el("p", {}, "See what moved, then go on."), button("Try again", again, "quiet"), button(clock.round < about.rounds ? `On to round ${clock.round + 1}` : clock.round === about.rounds && about.after_weeks ? "Play on to the end" : "To the debrief", next)]
      : [el("p", {}, "Watch what happened. The lecturer begins what comes next.")],
  }[clock.phase];
  fill(by("act"), made ? made() : []);
  tabMarks(link.parts);
}

function ordering(solo, you, round, button) {
  const play = async () => {
    if (orders.unsent && !(await orders.send())) return;
    attempt(() => link.do("ready", { ready: true }));
  };
  if (!orders.open) return [el("p", {}, "Time is up."), orders.unsent > 0 && el("p", { class: "unsent" }, `${count(orders.unsent, "order")} not sent`)];
  if (solo) {
    const words = orders.unsent ? `${count(orders.unsent, "order")} changed.` : orders.sent ? `${count(orders.sent, "order")} sent.` : "Nothing changed: all stays as it is.";
    return [el("p", {}, words), button(`Play ${count(round?.weeks ?? 0, "week")}`, play)];
  }
  if (orders.unsent) return [el("p", { class: "unsent" }, `${count(orders.unsent, "order")} not sent yet`), button(orders.sending ? "Sending" : `Send ${count(orders.unsent, "order")}`, () => orders.send())];
  const sent = orders.sent ? `${count(orders.sent, "order")} sent; can be changed until the deadline.` : "No orders yet: all stays as it is.";
  return you.ready
    ? [el("p", {}, `${sent} You said that you are done.`), button("I am not done", () => attempt(() => link.do("ready", { ready: false })), "quiet")]
    : [el("p", {}, sent), button("I am done", () => attempt(() => link.do("ready", { ready: true })))];
}

function readAll() {
  seenMessages = Math.max(seenMessages, link.parts.messages?.at(-1)?.n ?? 0);
  sessionStorage.setItem("peaceops messages", seenMessages);
  tabMarks(link.parts);
}

function tabMarks({ messages, you, meetings }) {
  if (document.body.dataset.tab === "talk" && messages?.length && messages.at(-1).n > seenMessages) {
    readAll();
    return;
  }
  const mine = (one) => one.from.role === you?.role && one.from.name === you?.name;
  const fresh = (messages ?? []).filter((one) => one.n > seenMessages && !mine(one)).length
    + (meetings ?? []).filter((one) => one.open && !one.came.includes(you?.role)).length;
  by("tabs").querySelector('[data-tab="talk"]').hidden = Boolean(link.parts.class?.solo);
  const marks = { talk: fresh, orders: orders.unsent };
  for (const button of by("tabs").children) {
    const n = marks[button.dataset.tab] ?? 0;
    const dot = button.querySelector(".dot");
    dot.hidden = !n;
    dot.textContent = n || "";
    dot.setAttribute("aria-label", n ? (button.dataset.tab === "talk" ? `${n} new` : `${n} ${link.parts.class?.solo ? "changed" : "not sent"}`) : "");
  }
}
