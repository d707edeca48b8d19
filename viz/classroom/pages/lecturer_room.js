// The room: how to get in, who sits where, who is connected and has ordered.

import { ask, el, fill, say } from "./dom.js";
import { attempt } from "./lecturer_controls.js";
import { ALONE, reaches } from "./told.js";

export function drawRoom(place, link) {
  const { room, table, players, clock } = link.parts;
  const waiting = players.filter((one) => !one.seat);
  fill(place, entry(room, clock.phase === "lobby"), el("div", { class: "panel" },
    el("h2", {}, `In the room: ${players.length}`),
    waiting.length > 0 && waitingList(link, waiting), seats(link, table, players, clock)));
}

/** How to get in: large before the first round, then one line that opens, so that the room has the place. */
function entry(room, large) {
  const { address } = room;
  const whole = [
    el("div", { class: "entry" },
      reaches(address) && el("img", { src: room.qr, alt: `QR code of ${address}` }),
      el("div", {}, el("p", { class: "kind" }, "Join at"), el("p", { class: "address" }, address), el("p", { class: "kind" }, "with the code"), el("p", { class: "code" }, room.code))),
    room.notice && el("p", { class: reaches(address) ? "small" : "wrong" }, room.notice),
    el("div", { class: "buttons" },
      el("button", { type: "button", class: "quiet", onclick: () => showLarge(room) }, "Show large"),
      el("a", { class: "button", href: "/projector", target: "_blank", rel: "noopener" }, "Projector page")),
  ];
  return large ? el("div", { class: "panel" }, whole)
    : el("details", { class: "panel joining" }, el("summary", {}, "Join: ", el("span", { class: "address" }, address.replace(/^http:\/\/|\/$/g, "")), " ", el("strong", {}, room.code)), whole);
}

function showLarge(room) {
  const box = el("dialog", { class: "large", "aria-label": "How to join" },
    el("p", { class: "address" }, room.address), el("p", { class: "code" }, room.code),
    reaches(room.address) ? el("img", { src: room.qr, alt: `QR code of ${room.address}` }) : el("p", { class: "wrong" }, ALONE),
    el("button", { type: "button", class: "quiet", onclick: () => box.close() }, "Close"));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

function waitingList(link, waiting) {
  return el("div", {}, el("h3", {}, `Without a seat: ${waiting.length}`),
    waiting.map((one) => el("div", { class: "waiting" }, el("span", {}, presence(one)), el("span", { class: "buttons" },
      el("button", { type: "button", class: "quiet", "aria-label": `Give ${one.name} a seat`, onclick: () => give(link, one) }, "Seat"),
      el("button", { type: "button", class: "quiet", "aria-label": `Take ${one.name} out of the class`, onclick: () => takeOut(link, one) }, "Take out")))),
    el("div", { class: "buttons" }, el("button", { type: "button", onclick: () => attempt(link, "seat_all") }, "Seat everybody who waits"),
      waiting.length > 1 && el("button", { type: "button", class: "quiet", onclick: () => takeOutAll(link, waiting.length) }, "Take out everybody who waits")));
}

function presence(player) {
  return el("span", { class: player.here ? "here" : "away" }, player.name, !player.here && el("small", {}, " away"));
}

function seats(link, table, players, clock) {
  const ordering = clock.phase === "orders";
  const rows = table.map((row) => [
    el("tr", { class: "role" }, el("th", { colspan: ordering ? 3 : 1, scope: "rowgroup" }, row.title),
      el("td", {}, row.seats.length < 10 && el("button", { type: "button", class: "plain", "aria-label": `One more seat for ${row.title}`, onclick: () => attempt(link, "add_seat", { role: row.role }) }, "+ seat"))),
    players.filter((one) => row.seats.some((seat) => seat.seat === one.seat)).map((player) => el("tr", {},
      el("td", {}, presence(player), player.tabs > 1 && el("small", {}, ` ${player.tabs} windows`), player.beside?.length > 0 && el("small", {}, ` perhaps on one device with ${player.beside.join(", ")}`)),
      ordering && el("td", { class: "n" }, player.ordered || "–"), ordering && el("td", {}, player.ready ? el("span", { class: "tag good" }, "done") : ""),
      el("td", {}, el("button", { type: "button", class: "quiet", "aria-label": `Change the seat of ${player.name}`, onclick: () => change(link, player) }, "Change")))),
    row.seats.some((seat) => !seat.name) && el("tr", {}, el("td", { class: "free", colspan: ordering ? 4 : 2 }, freeWords(row))),
  ]);
  const made = el("table", { class: "table" }, el("caption", { class: "quietly" }, "Seats"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "who"), ordering && el("th", { scope: "col" }, "orders"), ordering && el("th", { scope: "col" }, "done?"), el("th", { scope: "col" }, el("span", { class: "quietly" }, "change")))),
    el("tbody", {}, rows));
  return [made, table.some((row) => row.seats.every((seat) => !seat.name)) && el("p", { class: "small" }, "A role that nobody takes orders nothing, and lets nothing of its own happen: its organisations go on by the model's own rules.")];
}

function freeWords(row) {
  const free = row.seats.filter((seat) => !seat.name).length;
  const empty = free === row.seats.length ? "; orders nothing" : "";
  return `${free === 1 ? "one seat free" : `${free} seats free`}${empty}`;
}

const INSTEAD = "instead of";

function places(link) {
  return link.parts.table.flatMap((row) => row.seats.map((seat, i) => [seat.seat, `${row.title.replace(/ \(.*/, "")}${row.seats.length > 1 ? `, seat ${i + 1}` : ""}${seat.name ? `: ${INSTEAD} ${seat.name}` : ""}`]));
}

async function give(link, player) {
  const taken = ([, words]) => Number(words.includes(INSTEAD));
  const seat = await ask({ title: `A seat for ${player.name}`, text: "Whoever is replaced waits for another seat.", yes: "Seat", field: { label: "Seat", options: places(link).sort((a, b) => taken(a) - taken(b)) } });
  if (seat) attempt(link, "seat", { player: player.player, seat });
}

async function change(link, player) {
  const options = [["?", "choose"], ...places(link).filter(([seat]) => seat !== player.seat), ["", "no seat: waits, and orders nothing"], ["-", "out of the class: the key is withdrawn"]];
  const seat = await ask({ title: `Where should ${player.name} sit?`, text: "The one who takes over a seat finds its messages and the orders that have been sent; whoever sat there waits.", yes: "Do it", field: { label: "Seat", options } });
  if (seat === "?") say(`Nothing was changed: no seat was chosen for ${player.name}.`);
  if (seat === false || seat === "?") return;
  if (seat !== "-") {
    attempt(link, "seat", { player: player.player, seat: seat || null });
    return;
  }
  takeOut(link, player);
}

async function takeOut(link, player) {
  if (await ask({ title: `Take ${player.name} out of the class?`, text: "The browser of this player loses its place at once. With the code one can join again as somebody new.", yes: "Take out", danger: true })) attempt(link, "remove", { player: player.player });
}

async function takeOutAll(link, many) {
  if (await ask({ title: `Take all ${many} who wait out of the class?`, text: "Their browsers lose their place at once; whoever has a seat keeps it. With the code one can join again as somebody new.", yes: "Take out", danger: true })) attempt(link, "remove_waiting");
}
