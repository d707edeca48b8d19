// What several pages show: how the connection is, news, and what came of orders.

import { by, el, prose, sentence } from "./dom.js";
import { lineWords } from "./link.js";

/** Say on a line at the top that the connection is gone, and nothing once it is back. */
export function showLine(state, seconds = 0, writes = true) {
  const words = lineWords(state, seconds, writes);
  if (by("line").textContent !== words) by("line").textContent = words;
  by("line").hidden = !words;
}

/** News, newest first; what happens again and again within a round is told in one line that opens. */
export function newsList(news, rounds = Infinity, most = 40) {
  const groups = [];
  for (const one of news.slice(-most).reverse()) {
    const same = one.kind === "event" && groups.find(([first]) => first.kind === "event" && first.title === one.title && first.round === one.round);
    if (same) same.push(one);
    else groups.push([one]);
  }
  return el("ul", { class: "news" }, groups.map((list) => (list.length > 2 ? newsOften(list, rounds) : list.map((one) => newsItem(one, rounds)))),
    groups.length === 0 && el("li", { class: "empty" }, "No news yet."));
}

function newsItem(one, rounds) {
  return el("li", { class: `kind-${one.kind}` },
    el("span", { class: "when" }, [one.round > rounds ? "after the rounds" : one.round ? `round ${one.round}` : "", one.week !== null && one.week !== undefined ? `week ${one.week + 1}` : ""].filter(Boolean).join(", "), " "),
    one.kind === "broadcast" && el("span", { class: "tag" }, "from the lecturer"),
    one.title && el("strong", {}, one.title, one.text && !/[.!?:]$/.test(one.title) ? ". " : " "),
    one.card_html ? prose(one.card_html) : one.text);
}

function newsOften(list, rounds) {
  const [last, first] = [list[0], list.at(-1)];
  const weeks = first.week === last.week ? `week ${last.week + 1}` : `weeks ${first.week + 1} to ${last.week + 1}`;
  return el("li", { class: "kind-event" }, el("details", {},
    el("summary", {}, el("span", { class: "when" }, `${last.round > rounds ? "after the rounds" : `round ${last.round}`}, ${weeks} `), el("strong", {}, last.title), `, ${list.length} times`),
    el("ul", { class: "news" }, list.map((one) => newsItem(one, rounds)))));
}

/** What came of orders and why, those that did not count last. */
export function rulingList(rulings, aside, rounds = false, none = "Nobody ordered anything on what you hold: all stays as it was.") {
  if (!rulings.length && !aside.length) return el("p", { class: "empty" }, none);
  const when = (one) => rounds && el("span", { class: "when" }, `Round ${one.round}: `);
  return [
    rulings.map((one) => el("div", { class: "ruling" },
      el("p", {}, when(one), el("strong", {}, one.label), ": ",
        one.changed ? [el("span", {}, `${one.before_label} → `), el("strong", {}, one.value_label)] : `stays ${one.value_label}`,
        el("span", { class: `tag ${one.changed ? "good" : ""}` }, one.changed ? (one.after_weeks ? `after ${one.after_weeks} ${one.after_weeks === 1 ? "week" : "weeks"}` : "at once") : "unchanged")),
      one.text && el("p", { class: "small" }, sentence(one.text)))),
    aside.map((one) => el("div", { class: "ruling" },
      el("p", {}, when(one), el("strong", {}, one.label ?? one.name), `: ${one.value_label ?? ""}`, el("span", { class: "tag bad" }, "did not count")),
      el("p", { class: "small" }, sentence(one.text)))),
  ];
}
