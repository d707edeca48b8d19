// Notices at the top of the student's page: what the lecturer says or does stands there, whatever is read, until it is
// put away.

import { by, el } from "./dom.js";

const MOST = 3;

/** Show a notice; one of the same kind gives way to it. `go` is a button beside it: words and what it does. */
export function notice(kind, title, text, go = null) {
  const place = by("notices");
  place.querySelector(`[data-kind="${kind}"]`)?.remove();
  const box = el("div", { class: "line notice", "data-kind": kind },
    el("p", {}, el("strong", {}, title), " ", text),
    el("div", { class: "buttons" }, go && el("button", { type: "button", class: "quiet", onclick: () => { box.remove(); go.then(); } }, go.words),
      el("button", { type: "button", class: "quiet", "aria-label": `Put away: ${title}`, onclick: () => box.remove() }, "Close")));
  place.append(box);
  while (place.children.length > MOST) place.firstChild.remove();
}

/** Put all notices away: whoever reads is somebody else now. */
export const clear = () => by("notices").replaceChildren();

/** Tell what the lecturer has said to everybody since the page was told last; it stands until the next round opens. */
export function announced(before, { messages, clock }) {
  if (before.clock && (before.clock.round !== clock.round || (clock.phase === "debrief" && before.clock.phase !== "debrief"))) by("notices").querySelector('[data-kind="said"]')?.remove();
  if (!before.messages) return;
  const known = before.messages.at(-1)?.n ?? 0;
  const said = (messages ?? []).filter((one) => one.n > known && one.from.role === "lecturer" && one.to.includes("all"));
  if (said.length) notice("said", "The lecturer:", said.map((one) => one.text).join(" "));
}

/** Tell whoever was given a seat, or lost one, what changed; not who took or left one by hand. */
export function moved(before, { you, table, class: about, clock, card }, link, read) {
  if (!before.you || before.you.seat === you.seat || about?.solo) return;
  const own = ["sit", "leave"].includes(link.asked);
  link.asked = null;
  if (own) return;
  if (!you.seat) {
    const now = table.flatMap((row) => row.seats).find((seat) => seat.seat === before.you.seat)?.name;
    notice("seat", `You are no longer ${before.you.title}.`, `${now ? `The lecturer has given your seat to ${now}` : "The lecturer has taken you out of the seat"}. You wait until you are given another one; what you had sent stays with the seat.`);
    return;
  }
  const from = before.you.seat && before.you.role !== you.role ? ` instead of ${before.you.title}` : "";
  const held = clock.phase === "orders" && card?.holds.length ? " Orders that had been sent from this seat stand, and you can change them until the deadline." : "";
  notice("seat", `You are now ${you.title}${from}.`, `The lecturer has given you this seat. What only you are told stands under Role, \u201cFor you alone\u201d.${held}`, { words: "Read it", then: read });
}
