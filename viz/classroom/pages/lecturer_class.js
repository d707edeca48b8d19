// Messages and news, and the class as a whole: options, timetable, debrief, end, what was done and refused.

import { ask, el, fill, say } from "./dom.js";
import { attempt, end } from "./lecturer_controls.js";
import { file, maker, progress, stopper } from "./lecturer_debrief.js";
import { newsList } from "./told.js";

export function drawTalk(place, link) {
  const { messages = [], meetings = [], news = [], table } = link.parts;
  const title = (role) => (role === "lecturer" ? "Lecturer" : role === "all" ? "all" : table.find((row) => row.role === role)?.title ?? role);
  const text = el("textarea", { id: "broadcast", dir: "auto", rows: 2, maxlength: 600 });
  const send = async (event) => {
    event.preventDefault();
    if (text.value.trim() && await attempt(link, "broadcast", { text: text.value.trim() })) {
      text.value = "";
      say("Sent to everybody.");
    }
  };
  fill(place,
    el("h2", { class: "quietly" }, "Messages and news"),
    el("form", { class: "panel", onsubmit: send }, el("label", { for: "broadcast" }, "Say something to everybody"), text, el("div", { class: "buttons" }, el("button", { type: "submit" }, "Send to all"))),
    meetings.length > 0 && el("div", { class: "panel" }, el("h3", {}, "Meetings"), meetings.slice(-12).reverse().map((one) => el("div", { class: "card" },
      el("p", {}, el("strong", {}, one.topic), " ", one.open && el("span", { class: "tag good" }, "goes on")),
      el("p", { class: "small" }, `Round ${one.round}, asked for by ${title(one.by)}, with ${one.roles.filter((role) => role !== one.by).map(title).join(", ")}. Came: ${one.came.map(title).join(", ") || "nobody"}. Costs ${one.cost}.`)))),
    el("div", { class: "panel" }, el("h3", {}, "Messages, newest first"), el("ul", { class: "messages scroll", tabindex: "0", "aria-label": "Messages" }, [...messages].reverse().map((one) => el("li", {},
      el("p", { class: "when" }, `Round ${one.round}: ${title(one.from.role)}${one.from.name && one.from.role !== "lecturer" ? ` (${one.from.name})` : ""} to ${one.meeting ? "a meeting" : one.to.map(title).join(", ")}`), el("p", {}, one.text))),
    messages.length === 0 && el("li", { class: "empty" }, "None yet."))),
    el("div", { class: "panel" }, el("h3", {}, "News"), newsList(news, link.parts.class?.rounds)));
}

export function drawClass(place, link) {
  const { room, log = [], refused, clock } = link.parts;
  fill(place,
    el("h2", { class: "quietly" }, "The class"),
    el("div", { class: "panel" }, el("h3", {}, "Debrief"), el("p", { class: "small" }, "One file to show, print and keep: orders, what happened, turning points with their twin runs, questions. Finished classes of the same exercise and a stored batch that lie in the folder of this class are held beside it. The raw data are a ZIP file with this page, to be unzipped; they hold no keys, no messages and no private cards."),
      el("label", { class: "option" }, el("input", { type: "checkbox", id: "debrief-names", checked: file.named, disabled: file.making !== "", onchange: (event) => { file.named = event.target.checked; } }), "With the names of players"),
      file.making ? el("div", { class: "buttons" }, progress(), stopper(link)) : [el("div", { class: "buttons" },
        maker(link, "/api/debrief", "debrief.html", "Make the debrief", ["debrief", "ended"].includes(clock.phase) ? "strong" : ""),
        maker(link, "/api/session", "debrief_data.zip", "Raw data", "quiet")), file.made && progress()]),
    options(link, room),
    timetable(room, clock),
    el("div", { class: "panel" }, el("h3", {}, "What was done"), el("ul", { class: "log scroll", tabindex: "0", "aria-label": "What was done" }, [...log].reverse().map((one) => el("li", {}, el("time", {}, hour(one.at)), one.text)))),
    refused?.total > 0 && el("details", { class: "panel" }, el("summary", {}, `Attempts refused: ${refused.total}`),
      el("p", { class: "small" }, "Orders after the deadline, wrong codes and keys, and the like. Nothing of it changed anything."),
      el("ul", { class: "log scroll", tabindex: "0", "aria-label": "Attempts refused" }, [...refused.last].reverse().map((one) => el("li", {}, el("time", {}, hour(one.at)), `${one.who} (${one.call}): ${one.text}`)))),
    ending(link, room, clock));
}

function hour(at) {
  return new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function options(link, room) {
  const { auto_close: early = false, clock = true, wait = true } = room.options ?? {};
  const box = (name, on, words) => el("label", { class: "option" }, el("input", { type: "checkbox", id: `option-${name}`, checked: on, onchange: (event) => attempt(link, "option", { [name]: event.target.checked }) }), words);
  return el("div", { class: "panel" }, el("h3", {}, "How rounds end, and who may sit down"),
    box("clock", clock, "Rounds have a deadline (without it, you end them)"), box("auto_close", early, "A round ends by itself when all who are seated are done"),
    box("wait", wait, "New players wait for me: whoever joins after the first round was opened is seated by you"),
    el("div", { class: "buttons" }, el("button", { type: "button", class: "quiet", onclick: () => second(link) }, "Link for a second device")));
}

async function second(link) {
  const answer = await attempt(link, "link");
  if (answer?.link) await ask({ title: "Link for a second device", text: "It is good once, and gives everything that this console can do. Do not show it to students.", yes: "Done", no: "Close", field: { label: "Link", most: 400, value: answer.link } });
}

function timetable(room, clock) {
  const now = clock.phase === "lobby" ? 0 : ["debrief", "ended"].includes(clock.phase) ? -1 : clock.round;
  return room.timetable?.length > 0 && el("div", { class: "panel" }, el("h3", {}, "Timetable"),
    el("table", { class: "table slots" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "minutes"), el("th", { scope: "col" }, "part"))),
      el("tbody", {}, room.timetable.map((slot, i) => el("tr", { class: (slot.round && slot.round === now) || (!slot.round && ((i === 0 && now === 0) || (i > 0 && now === -1))) ? "current" : "" }, el("td", {}, `${slot.start}-${slot.end}`), el("td", {}, slot.round ? `Round ${slot.round}: ${slot.title}` : slot.title))))),
    room.began && el("p", { class: "small" }, `Began at ${hour(room.began)}.`));
}

function ending(link, room, clock) {
  const erase = async () => {
    const code = await ask({
      title: "Delete the class?", danger: true, yes: "Delete it for good",
      text: `Names, orders and messages in ${room.file} are erased and the server stops. Make the debrief first if you want to keep anything.`,
      field: { label: `Type the code ${room.code} to delete`, most: 12 },
    });
    if (code === false) return;
    if (await attempt(link, "delete", { really: code.trim() })) link.forget("deleted");
  };
  return el("div", { class: "panel" }, el("h3", {}, "End"), el("div", { class: "buttons" },
    clock.phase === "ended" ? el("button", { type: "button", class: "quiet", onclick: () => attempt(link, "reopen") }, "Open the class again") : el("button", { type: "button", class: "quiet", onclick: () => end(link) }, "End the class"),
    el("button", { type: "button", class: "danger", onclick: erase }, "Delete the class")));
}
