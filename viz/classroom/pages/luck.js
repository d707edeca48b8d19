// How far luck alone carries two runs apart, read from their weeks, and how a difference is told beside it.

import { el, gap, short, signed } from "./dom.js";

export const ONE_PAIR = "One run with and one without, under the same luck; the debrief as a file tries others.";

/**
 * Return how far luck alone may carry two runs apart from week `since` on. Tried on orders of two exercises under ten
 * seeds: of differences that the other seeds did not bear out, one in twelve levels (at the end one in ten) and one in
 * seventy counts are beyond it; of levels that they bore out, two in five are not. It errs towards luck.
 *
 * @param {string} kind A flow is added up over the weeks; of all else the mean is taken.
 * @param {boolean} end Whether of a level the last week is meant instead of the mean.
 */
export function byLuck(kind, mine, other, { since = 0, end = false } = {}) {
  const known = mine.map((value, i) => Number.isFinite(value) && Number.isFinite(other[i]));
  const [all, late] = [0, since].map((from) => [mine, other].map((list) => list.filter((_, i) => known[i] && i >= from)));
  const n = late[0].length;
  return n === 0 ? 0 : kind === "flow" ? n * rateByLuck(...late) : Math.max(walk(...late, end), tremble(...all, end ? 1 : n));
}

/** Return how far luck alone may carry apart the weekly means of what is counted; by more than counts go apart where they come in clusters. */
export function rateByLuck(a, b) {
  const counted = (list) => Math.sqrt(sum(list)) / list.length;
  const clustered = (list) => spread(blocks(list), 1) / Math.sqrt(blocks(list).length);
  return 2 * Math.max(...[counted, clustered].map((error) => Math.hypot(error(a), error(b))));
}

/** A level that luck has moved stays away, so that the difference of two walks: how far, by its steps from block to block. */
function walk(a, b, end) {
  const apart = blocks(a.map((value, i) => value - b[i]));
  return spread(steps(apart)) * Math.sqrt(apart.length) * (end ? Math.sqrt(3) : 1); // the end of a walk is farther than its mean
}

/** And a level trembles from week to week; the mean of `n` weeks does so less. */
function tremble(a, b, n) {
  return 2 * Math.hypot(spread(steps(a), 1), spread(steps(b), 1)) / Math.sqrt(2 * n);
}

/** Return means of four weeks, or of less where there would be fewer than three; weeks that are left over at the beginning do not count. */
function blocks(list) {
  const size = Math.min(4, Math.max(1, Math.floor(list.length / 3)));
  const n = Math.floor(list.length / size);
  return Array.from({ length: n }, (_, i) => mean(list.slice(list.length - (n - i) * size).slice(0, size)));
}

const steps = (list) => list.slice(1).map((value, i) => value - list[i]);

function spread(list, less = 0) {
  if (list.length < 2) return 0;
  const middle = mean(list);
  return Math.sqrt(sum(list.map((value) => (value - middle) ** 2)) / (list.length - less));
}

export const sum = (list) => list.reduce((total, value) => total + value, 0);

export const mean = (list) => (list.length ? sum(list) / list.length : NaN);

/** Return the difference of two values in words, and whether it is better ("up"), worse ("down"), or may be luck. */
export function judged({ unit, better }, mine, other, luck) {
  const apart = gap(mine, other);
  const told = signed(unit === "share" || Math.abs(mine) < 100 ? apart : Math.round(apart)); // people are whole
  const lucky = Boolean(told) && Math.abs(mine - other) <= luck;
  const way = !told || lucky || !better ? "" : Math.sign(apart) === better ? "up" : "down";
  return { apart, told, lucky, way, words: !told ? "nothing" : `${told}${lucky ? ", may be luck" : worded(way)}` };
}

/** How the direction of a change is said. */
export const worded = (way) => ({ up: ", better", down: ", worse" }[way] ?? "");

/** A table of differences; `rows` have what stands first, both values and how they are judged. */
export function differTable(heads, rows, caption = "") {
  return el("table", {}, caption && el("caption", {}, caption),
    el("thead", {}, el("tr", {}, heads.map((one) => el("th", { scope: "col" }, one)))),
    el("tbody", {}, rows.map(({ head, mine, other, way, lucky, words }) => el("tr", {}, el("th", { scope: "row" }, head),
      el("td", {}, short(mine)), el("td", {}, short(other)), el("td", { class: lucky ? "luck" : way }, words)))));
}
