// What several pages show: how the connection is, news, and what came of orders.

import { by, el, prose, sentence } from "./dom.js";
import { lineWords } from "./link.js";

/** Say on a line at the top that the connection is gone, and nothing once it is back. */
export function showLine(state, seconds = 0, writes = true) {
  const words = lineWords(state, seconds, writes);
  if (by("line").textContent !== words) by("line").textContent = words;
  by("line").hidden = !words;
}

/** That the lecturer stepped back, and what of a round stands; nothing where the class has gone on since. */
export function steppedBack({ again, phase, round }) {
  if (!again) return "";
  if (phase === "orders") return `Round ${round} was taken back: its weeks are as if they had not been. Orders stand as they were given, and can be changed.`;
  return phase === "film" ? `The class is back at the end of round ${round}: what was ordered since is gone.` : "";
}

/** Whether other devices reach an address: one that begins with 127 is of this computer alone. */
export const reaches = (address) => !/^https?:\/\/(127\.|localhost)/.test(address ?? "");

export const ALONE = "Only this computer reaches this address: start the class with --lan, so that others can join.";

/** How far the mission has left, as a round begins. */
export const leaving = (round) => round?.leaving && el("div", { class: "panel" }, el("p", {}, el("strong", {}, round.leaving)));

/** That orders to the mission come too late. */
export const missionLeft = () => el("div", { class: "panel" }, el("p", {}, el("strong", {}, "The mission has left the country. "),
  "Orders to its people change nothing any more; what agencies, government, donors and others are told still counts."));

/** News that may be told: not those of weeks that the film of a round is still to show. */
export const newsSoFar = (news, { phase, round }, upto) => (news ?? []).filter((one) => phase !== "film" || one.round !== round || (one.week ?? -1) <= upto);

/** That the film is still to show what else there is to tell. */
export const moreToCome = (all, shown) => all && all.length > shown.length && el("p", { class: "small" }, "News of later weeks come with the film.");

/** How many events news tell of: each of those that are told, and `more` of its kind that are not told one by one. */
const all = (list) => list.reduce((sum, one) => sum + 1 + (one.more ?? 0), 0);

/** News, newest first; what happens again and again within a round is told in one line that opens, with all of the round in it. */
export function newsList(news, rounds = Infinity, most = Infinity) {
  const newest = [...news].reverse(), often = new Map();
  const alike = (one) => (one.kind === "event" ? `${one.round} ${one.title}` : one);
  for (const one of newest) often.set(alike(one), [...(often.get(alike(one)) ?? []), one]);
  const groups = newest.map((one) => [one, often.get(alike(one))])
    .filter(([one, same]) => same.length < 3 || one === same[0]) // two stand by themselves, each in its week
    .map(([one, same]) => (same.length < 3 ? [one] : same));
  return el("ul", { class: "news" }, groups.slice(0, most).map((list) => (list.length > 2 ? newsOften(list, rounds) : newsItem(list[0], rounds))),
    groups.length === 0 && el("li", { class: "empty" }, "No news yet."));
}

function newsItem(one, rounds) {
  const told = one.title && !one.card_html && one.text?.startsWith(one.title); // "Elections: turnout ..." needs no headline "Elections."
  return el("li", { class: `kind-${one.kind}${one.own ? " own" : ""}`, "data-round": one.round },
    el("span", { class: "when" }, [one.round > rounds ? "after the rounds" : one.round ? `round ${one.round}` : "", one.week !== null && one.week !== undefined ? `week ${one.week + 1}` : ""].filter(Boolean).join(", "), " "),
    one.kind === "broadcast" && [el("span", { class: "tag" }, "from the lecturer"), " "],
    one.title && !told && el("strong", {}, one.title, one.text && !/[.!?:]$/.test(one.title) ? ". " : " "),
    one.card_html ? prose(one.card_html) : told ? [el("strong", {}, one.title), one.text.slice(one.title.length)] : one.text,
    one.more > 0 && el("span", { class: "when" }, ` The largest of ${1 + one.more} of its kind.`));
}

function newsOften(list, rounds) {
  const [last, first] = [list[0], list.at(-1)];
  const largest = list.find((one) => one.largest);
  const weeks = first.week === last.week ? `week ${last.week + 1}` : `weeks ${first.week + 1} to ${last.week + 1}`;
  return el("li", { class: "kind-event" }, el("details", {},
    el("summary", {}, el("span", { class: "when" }, `${last.round > rounds ? "after the rounds" : `round ${last.round}`}, ${weeks} `), el("strong", {}, last.title), `, ${all(list)} times`, largest && `. The largest, in week ${largest.week + 1}: ${largest.text}`),
    all(list) > list.length && el("p", { class: "small" }, "Of each week the largest, and what was far larger than usual:"),
    el("ul", { class: "news" }, list.map((one) => newsItem(one, rounds)))));
}

/** What came of orders and why, those that did not count last. */
export function rulingList(rulings, aside, rounds = false, none = "Nobody ordered anything on what you hold: all stayed as it was.") {
  if (!rulings.length && !aside.length) return el("p", { class: "empty" }, none);
  const when = (one) => rounds && el("span", { class: "when" }, `Round ${one.round}: `);
  return [
    rulings.map((one) => one.called ? el("div", { class: "ruling" }, el("p", {}, when(one), el("strong", {}, one.label), ` was let happen by ${one.called}. `, el("span", { class: "tag good" }, "happened"))) : el("div", { class: "ruling" },
      el("p", {}, when(one), el("strong", {}, one.label), ": ",
        one.changed ? [el("span", {}, `${one.before_label} → `), el("strong", {}, one.value_label)] : `stays ${one.value_label}`,
        " ", el("span", { class: `tag ${one.changed ? "good" : ""}` }, one.changed ? (one.after_weeks ? `after ${one.after_weeks} ${one.after_weeks === 1 ? "week" : "weeks"}` : "at once") : "unchanged")),
      one.text && el("p", { class: "small" }, sentence(one.text)))),
    aside.map((one) => el("div", { class: "ruling" },
      el("p", {}, when(one), el("strong", {}, one.label ?? one.name), `: ${one.value_label ?? ""} `, el("span", { class: "tag bad" }, "did not count")),
      el("p", { class: "small" }, sentence(one.text)))),
  ];
}
