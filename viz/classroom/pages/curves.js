// Curves of weekly numbers: one small picture each, with the number now and what changed since the last round.

import { el, fill, gap, short, signed } from "./dom.js";

const WIDE = 240;
const TALL = 56;

/** Draw a list of columns. `columns`: key, label, unit, better, help; `rows`: numbers by key, one a week. */
export function curves(place, { columns, series, weeks, since, upto = Infinity, first = [], twin = null }) {
  const ranked = [...columns].sort((a, b) => rank(first, a) - rank(first, b));
  fill(place, ranked.map((column) => curve(column, there(column, series[column.key]), weeks, since, upto, first.includes(column.key), there(column, twin?.series[column.key]))));
}

/** Return the values of a column; a duration of what has not happened yet is none, and no movement when it comes. */
function there(column, values = []) {
  if (column.unit !== "weeks") return values;
  const first = values.findIndex((value) => value > 0);
  return values.map((value, i) => (first < 0 || i < first ? NaN : value));
}

/**
 * Return where two runs stand apart, the largest differences first, those of `first` before all others: levels in the
 * week played last, what happens week by week added up since week `since`.
 */
export function differences(columns, series, twin, since, most, first = new Set()) {
  const found = columns.map((column) => {
    const flow = column.kind === "flow";
    const [mine, other] = [series, twin].map((run) => {
      const values = there(column, run[column.key]);
      return flow ? sum(values.slice(since).filter(Number.isFinite)) : values.at(-1);
    });
    const apart = gap(mine, other);
    const told = signed(column.unit === "share" || Math.abs(mine) < 100 ? apart : Math.round(apart));
    const few = flow && Math.abs(apart) < 2 * Math.sqrt(mine + other); // as far as counts of such a size go apart by luck
    const way = few || !told || !column.better ? "" : Math.sign(apart) === column.better ? "up" : "down";
    const size = Math.abs(apart) / (column.unit === "share" ? 1 : Math.max(Math.abs(mine), Math.abs(other), 1));
    return { label: column.label, few, mine: short(mine), twin: short(other), told: told && `${told}${way ? `, ${way === "up" ? "better" : "worse"}` : few ? ", may be luck" : ""}`, way, size, span: flow ? `since week ${since + 1}` : "", own: first.has(column.key) };
  });
  return found.filter((one) => one.told && one.mine !== one.twin && one.size >= 0.004).sort((a, b) => a.few - b.few || b.own - a.own || b.size - a.size).slice(0, most);
}

/** Return the few columns that moved most since a week, with their change in words and whether that is better. */
export function movedMost(columns, series, weeks, since, upto, most = 4) {
  const n = weeks.filter((week) => week <= upto).length;
  const found = columns.map((column) => {
    const { moved, told, way } = change(column, there(column, series[column.key]), weeks, since, n);
    const scale = column.unit === "share" ? 1 : Math.max(...(series[column.key] ?? []).filter(Number.isFinite).map(Math.abs), 1);
    return [Math.abs(moved) / scale, column, told && `${told}${way ? `, ${way === "up" ? "better" : "worse"}` : ""}`, way];
  });
  return found.filter(([size, , told]) => told && size >= 0.01).sort((a, b) => b[0] - a[0]).slice(0, most).map((one) => one.slice(1));
}

/**
 * Return the number to show and what changed since a round began. A level is compared with the week before the round;
 * what happens week by week is added up over the round, and its weekly mean compared with that of the time before.
 */
function change(column, values, weeks, since, n) {
  const first = Math.max(0, weeks.findIndex((week) => week >= since));
  const known = values.slice(0, n);
  let [now, moved, span] = [n ? values[n - 1] : NaN, n > 1 ? gap(values[n - 1], values[Math.max(0, first - 1)]) : NaN, ""];
  let ending = "";
  if (column.kind === "flow" && n) {
    const [before, during] = [known.slice(0, first), known.slice(first)].map((list) => list.filter(Number.isFinite));
    now = sum(during);
    span = `in ${during.length} ${during.length === 1 ? "week" : "weeks"}`;
    moved = before.length && during.length ? now / during.length - sum(before) / before.length : NaN;
    ending = " a week";
  }
  const told = signed(column.unit === "share" || Math.abs(now) < 100 ? moved : Math.round(moved)); // people are whole
  return { now, moved, span, told: told && told + ending, way: !told || !column.better ? "" : Math.sign(moved) === column.better ? "up" : "down" };
}

const sum = (list) => list.reduce((total, value) => total + value, 0);

function rank(first, column) {
  const at = first.indexOf(column.key);
  return at < 0 ? first.length : at;
}

function curve(column, values, weeks, since, upto, own, twin) {
  const n = weeks.filter((week) => week <= upto).length;
  const { now, told, way, span } = change(column, values, weeks, since, n);
  const words = told ? `${told}${way === "up" ? " better" : way === "down" ? " worse" : ""}` : n > 1 && !span ? "no change" : "";
  return el("details", { class: `curve${own ? " own" : ""}`, "data-column": column.key },
    el("summary", {},
      el("span", { class: "name" }, column.label), el("span", { class: "now" }, short(now)),
      el("span", { class: `moved ${way}` }, [span, words].filter(Boolean).join("; ")),
      spark(column, values, weeks, since, n, twin)),
    el("p", {}, column.help ? `${column.help} ` : "", column.unit && column.unit !== "share" ? `Unit: ${column.unit}.` : "From 0 to 1."));
}

/** The line of one column; weeks of the last round stand on a shade. */
function spark(column, values, weeks, since, n, twin) {
  const known = [...values.slice(0, n), ...twin.slice(0, n)].filter(Number.isFinite);
  let [low, high] = [Math.min(...known, Infinity), Math.max(...known, -Infinity)];
  if (!known.length) [low, high] = [0, 1];
  const least = column.unit === "share" ? 0.1 : Math.max(Math.abs(high) * 0.1, 1);
  if (high - low < least) [low, high] = [(low + high - least) / 2, (low + high + least) / 2];
  if (low < 0 && known.every((value) => value >= 0)) [low, high] = [0, high - low];
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
    end && el("circle", { cx: end[0], cy: end[1], r: 3.2 }));
}
