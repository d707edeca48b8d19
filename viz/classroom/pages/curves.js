// Curves of weekly numbers: one small picture each, with the number now and what changed since the last round.

import { el, fill, gap, short, signed } from "./dom.js";
import { byLuck, judged, mean, rateByLuck, sum, worded } from "./luck.js";

const WIDE = 240;
const TALL = 56;

/**
 * Draw a list of columns. `columns`: key, label, unit, better, help; `series`: numbers by key, one a week, of which the
 * first `n` are shown; `since`, `before`: first weeks of the round shown and of the one before it, if there was one.
 */
export function curves(place, { columns, series, weeks, since, before, n = weeks.length, first = [], twin = null }) {
  const ranked = [...columns].sort((a, b) => rank(first, a) - rank(first, b));
  const span = { weeks, since, before, n };
  fill(place, ranked.map((column) => curve(column, there(column, series[column.key]), span, first.includes(column.key), there(column, twin?.series[column.key]))));
}

/** Return the values of a column; a duration of what has not happened yet is none, and no movement when it comes. */
function there(column, values = []) {
  if (column.unit !== "weeks") return values;
  const first = values.findIndex((value) => value > 0);
  return values.map((value, i) => (first < 0 || i < first ? NaN : value));
}

/**
 * Return how two runs went apart, the largest differences first, those of `first` before all others, and last what luck
 * may explain: from week `since` on, what happens week by week added up, and of levels the mean.
 */
export function differences(columns, series, twin, since, most, first = new Set()) {
  const found = columns.map((column) => {
    const weekly = [series, twin].map((run) => there(column, run[column.key]));
    const [mine, other] = weekly.map((values) => (column.kind === "flow" ? sum : mean)(values.slice(since).filter(Number.isFinite)));
    const told = judged(column, mine, other, byLuck(column.kind, ...weekly, { since }));
    const size = Math.abs(told.apart) / (column.unit === "share" ? 1 : Math.max(Math.abs(mine), Math.abs(other), 1));
    return { ...told, head: column.label, mine, other, size, own: first.has(column.key) };
  });
  return found.filter((one) => one.told && short(one.mine) !== short(one.other) && one.size >= 0.004).sort((a, b) => a.lucky - b.lucky || b.own - a.own || b.size - a.size).slice(0, most);
}

/** Return the few columns that moved most in a round, with their change in words and whether that is better. */
export function movedMost(columns, series, span, most = 4) {
  const found = columns.map((column) => {
    const { moved, told, way } = change(column, there(column, series[column.key]), span);
    const scale = column.unit === "share" ? 1 : Math.max(...(series[column.key] ?? []).filter(Number.isFinite).map(Math.abs), 1);
    return [Math.abs(moved) / scale, column, told && told + worded(way), way];
  });
  return found.filter(([size, , told]) => told && size >= 0.01).sort((a, b) => b[0] - a[0]).slice(0, most).map((one) => one.slice(1));
}

/**
 * Return the number to show and what changed in the first `n` weeks since a round began. A level is compared with the
 * week before the round; what happens week by week is added up over the round, and its weekly mean compared with that
 * of the round before, and called better or worse where luck does not go as far.
 */
export function change(column, values, { weeks, since, before, n }) {
  const at = (week) => Math.max(0, weeks.findIndex((one) => one >= week));
  const first = at(since);
  const flow = column.kind === "flow" && n > 0;
  let [now, moved, luck] = [n ? values[n - 1] : NaN, n > 1 ? gap(values[n - 1], values[Math.max(0, first - 1)]) : NaN, 0];
  const [during, earlier] = [[first, n], [at(before ?? since), first]].map((ends) => values.slice(...ends).filter(Number.isFinite));
  if (flow) [now, moved, luck] = [sum(during), mean(during) - mean(earlier), rateByLuck(during, earlier)];
  const size = signed(column.unit === "share" || Math.abs(now) < 100 ? moved : Math.round(moved)); // people are whole
  const told = flow && size ? `${size.slice(1)} a week ${moved > 0 ? "more" : "less"} than in the round before` : size;
  const span = flow ? `in ${during.length} ${during.length === 1 ? "week" : "weeks"}` : "";
  return { now, moved, span, told, way: !told || !column.better || Math.abs(moved) <= luck ? "" : Math.sign(moved) === column.better ? "up" : "down" };
}

function rank(first, column) {
  const at = first.indexOf(column.key);
  return at < 0 ? first.length : at;
}

function curve(column, values, span, own, twin) {
  const { n } = span;
  const ends = reach(column, [...values.slice(0, n), ...twin.slice(0, n)].filter(Number.isFinite));
  const { now, told, way, span: during } = change(column, values, span);
  const words = told ? told + worded(way) : n > 1 && !during ? "no change" : "";
  return el("details", { class: `curve${own ? " own" : ""}`, "data-column": column.key },
    el("summary", {},
      el("span", { class: "name" }, column.label), el("span", { class: "now" }, short(now)),
      el("span", { class: `moved ${way}` }, [during, words].filter(Boolean).join("; ")),
      spark(values, span, twin, ends)),
    el("p", {}, column.help ? `${column.help} ` : "", column.unit && column.unit !== "share" ? `Unit: ${column.unit}. ` : "From 0 to 1. ",
      `This picture reaches from ${short(ends[0])} to ${short(ends[1])}.`));
}

/** Return the lowest and the highest value that a picture shows: as much as the line needs, and not so little that a tremble looks large. */
function reach(column, known) {
  let [low, high] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
  const least = column.unit === "share" ? 0.1 : Math.max(Math.abs(high) * 0.1, 1);
  if (high - low < least) [low, high] = [(low + high - least) / 2, (low + high + least) / 2];
  return low < 0 && known.every((value) => value >= 0) ? [0, high - low] : [low, high];
}

/** The line of one column; weeks of the last round stand on a shade. */
function spark(values, { weeks, since, n }, twin, [low, high]) {
  const last = Math.max(weeks[weeks.length - 1] ?? 1, 1);
  const x = (week) => 2 + (week / last) * (WIDE - 6);
  const y = (value) => TALL - 5 - ((value - low) / (high - low)) * (TALL - 10);
  const line = (list) => list.slice(0, n).map((value, i) => (Number.isFinite(value) ? `${x(weeks[i]).toFixed(1)},${y(value).toFixed(1)}` : null)).filter(Boolean);
  const points = line(values);
  const from = x(Math.max(0, since - 1));
  const end = points[points.length - 1]?.split(",");
  return el("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, "aria-hidden": "true" },
    since > 0 && el("rect", { x: from, y: 0, width: Math.max(0, WIDE - 2 - from), height: TALL, class: "shade" }),
    twin.length > 0 && el("polyline", { class: "twin", points: line(twin).join(" ") }),
    el("polyline", { points: points.join(" ") }),
    el("text", { x: 2, y: 9 }, short(high)), el("text", { x: 2, y: TALL - 2 }, short(low)),
    end && el("circle", { cx: end[0], cy: end[1], r: 3.2 }));
}
