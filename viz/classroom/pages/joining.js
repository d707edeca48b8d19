// Joining a class and choosing a seat.

import { ask, by, el, fill, prose, say, sentence } from "./dom.js";
import { Refused, fresh, post } from "./link.js";
import { count } from "./choices.js";

let hello = null;

/** What this browser joins with, the same in all of its windows and for all of a class: it is one player, whoever types. */
function ownId(link) {
  const name = `${link.store}.id`;
  if (!localStorage.getItem(name)) localStorage.setItem(name, fresh());
  return localStorage.getItem(name);
}

/** Let this browser be somebody new when it joins next. */
export function newId(link) {
  localStorage.removeItem(`${link.store}.id`);
}

/** Ask for code and name; the key that comes back is kept in this browser. */
export async function joinForm(place, link, told = "") {
  hello ??= await fetch("/api/hello").then((answer) => answer.json()).catch(() => null);
  by("where").textContent = "peaceops";
  by("title").textContent = hello?.title ?? "The class";
  const given = /^#([A-Za-z0-9]{3}-?[A-Za-z0-9]{3})$/.exec(location.hash)?.[1] ?? "";
  const code = el("input", { id: "code", class: "code", type: "text", maxlength: 12, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", required: true, value: given, placeholder: "K7P-2MX" });
  const name = el("input", { id: "name", type: "text", dir: "auto", maxlength: 40, autocomplete: "nickname", required: true });
  const wrong = el("p", { class: "wrong", role: "alert" }, told);
  const go = el("button", { class: "strong", type: "submit" }, hello?.solo ? "Begin" : "Join");
  const form = el("form", { class: "panel" },
    el("h2", {}, hello?.solo ? "You play alone" : "Join the class"),
    el("p", {}, hello?.question ?? ""),
    hello?.solo && el("p", { class: "small" }, "Nothing has to be read before. The page says at each step what to do."),
    !hello?.solo && el("div", { class: "field" }, el("label", { for: "code" }, "Code on the board"), code),
    el("div", { class: "field" }, el("label", { for: "name" }, hello?.solo ? "Your name, or any other that you like" : "Your name, as others will see it"), name), wrong, go,
    !hello?.solo && el("p", { class: "small" }, "Your name, your orders and your messages are kept in one file on the lecturer's computer, and are deleted with the class. If you have been in this class on this device, you get your seat back by itself; on another device, join again and ask the lecturer for your seat."));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = { code: code.value.trim(), name: name.value.trim() };
    if (!said.name) return;
    go.disabled = true;
    const body = { id: ownId(link), ...said };
    try {
      const answer = await post("/api/join", body, "", (wait, told) => { wrong.textContent = told ? sentence(told) : `No answer yet; trying again in ${Math.ceil(wait)} s.`; });
      link.key = answer.key;
      history.replaceState(null, "", location.pathname);
      place.hidden = true;
      link.connect();
    } catch (error) {
      if (error.code === "key") newId(link); // taken out of the class: whoever joins again is somebody new
      wrong.textContent = error instanceof Refused ? sentence(error.message) : "That did not work; try again.";
      go.disabled = false;
    }
  });
  fill(place, form);
  place.hidden = false;
  (given || hello?.solo ? name : code).focus();
}

let seated = false;

/** Show the roles with who sits in them, to choose from. */
export function seatChoice(place, link) {
  const { table, clock, class: about, you } = link.parts;
  const free = (row) => row.seats.filter((seat) => !seat.name);
  const barred = (row) => you.read.length > 0 && !you.read.includes(row.role); // has had another card in hand
  const open = ["lobby", "orders", "film"].includes(clock.phase) && !you.waits;
  if (about?.solo && table.length === 1 && !seated) {
    seated = true;
    link.do("sit", { seat: table[0].seats[0].seat }).catch((error) => say(error.message, "bad"));
  }
  const sit = async (row) => {
    const sure = about?.solo || await ask({
      title: `${row.title}?`, yes: "Take this role", no: "Look at others",
      text: "You choose once: each role is told things that others must not know. Later only the lecturer can give you another one.",
    });
    if (!sure) return;
    const tried = new Set(); // others choose at the same moment: whoever is refused a seat gets the next one that is free by now
    for (let next = free(row)[0]; next; ) {
      tried.add(next.seat);
      const error = await link.do("sit", { seat: next.seat }).then(() => null, (refused) => refused);
      if (!error) return;
      const now = link.parts.table?.find((one) => one.role === row.role) ?? row;
      next = error.code === "taken" && free(now).find((seat) => !tried.has(seat.seat));
      if (!next) say(error.code === "taken" ? "Others have just taken the last seat of this role; take another one" : error.message, "bad");
    }
  };
  const [next, words] = whatNext(you, clock.phase, table.some((row) => free(row).length && !barred(row)));
  fill(place,
    el("div", { class: "panel" }, el("h2", {}, `Welcome, ${you.name}. ${next}`), prose(about?.summary_html), el("p", { class: "small" }, words)),
    el("div", { class: "roles" }, table.map((row) => el("article", { class: "panel" },
      el("h3", {}, row.title), prose(row.public_html),
      !about?.solo && el("p", { class: "small" }, seatWords(row)),
      !you.waits && el("div", { class: "buttons" }, el("button", { type: "button", class: free(row).length && !barred(row) ? "strong" : "quiet", disabled: !open || !free(row).length || barred(row), onclick: () => sit(row) },
        !free(row).length ? "All seats taken" : barred(row) ? "Only the lecturer can give you this one" : "Take this role"))))));
}

/** What whoever sits nowhere can do now, in a heading and a sentence. */
function whatNext(you, phase, any) {
  if (you.waits) return ["Please wait for a seat.", `${you.unseated ? "The lecturer has taken you out of your seat, or given it to somebody else, and gives you another one" : "Whoever leads the class gives you a seat"}: nothing need be done here.`];
  if (phase === "resolving") return ["Please wait a moment.", "Roles can be taken when the weeks have been played."];
  if (phase === "debrief" || phase === "ended") return ["The rounds are over.", "Roles can no longer be taken."];
  return any ? ["Choose a role.", "A role that nobody takes orders nothing: its organisations go on by the model's own rules."]
    : ["No seat is free.", "Whoever leads the class can add one for you, or give you another."];
}

function seatWords(row) {
  const names = row.seats.filter((seat) => seat.name).map((seat) => `${seat.name}${seat.here ? "" : " (away)"}`);
  const free = row.seats.length - names.length;
  return [names.join(", "), free ? `${count(free, "free seat")}` : "no free seat"].filter(Boolean).join("; ");
}
