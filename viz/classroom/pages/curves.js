// Curves of weekly numbers: one small picture each, with the number now and what changed since the last round.

import { el, fill, short, signed } from "./dom.js";

const WIDE = 240;
const TALL = 56;

/** Draw a list of columns. `columns`: key, label, unit, better, help; `rows`: numbers by key, one a week. */
export function curves(place, { columns, series, weeks, since, upto = Infinity, first = [] }) {
  const ranked = [...columns].sort((a, b) => rank(first, a) - rank(first, b));
  fill(place, ranked.map((column) => curve(column, series[column.key] ?? [], weeks, since, upto, first.includes(column.key))));
}

/** Return the few columns that moved most since a week, with their change in words and whether that is better. */
export function movedMost(columns, series, weeks, since, upto, most = 4) {
  const found = columns.map((column) => {
    const values = series[column.key] ?? [];
    const { moved, told, way } = change(column, values, weeks, since, weeks.filter((week) => week <= upto).length);
    const scale = column.unit === "share" ? 1 : Math.max(...values.filter(Number.isFinite).map(Math.abs), 1);
    return [Math.abs(moved) / scale, column, told && `${told}${way ? `, ${way === "up" ? "better" : "worse"}` : ""}`, way];
  });
  return found.filter(([size, , told]) => told && size >= 0.01).sort((a, b) => b[0] - a[0]).slice(0, most).map((one) => one.slice(1));
}

/** Return what changed between the week before a round and the last week shown. */
function change(column, values, weeks, since, n) {
  const first = weeks.findIndex((week) => week >= since);
  const moved = n > 1 ? values[n - 1] - values[Math.max(0, first - 1)] : NaN;
  const told = signed(moved);
  return { moved, told, way: !told || !column.better ? "" : Math.sign(moved) === column.better ? "up" : "down" };
}

function rank(first, column) {
  const at = first.indexOf(column.key);
  return at < 0 ? first.length : at;
}

function curve(column, values, weeks, since, upto, own) {
  const n = Math.min(values.length, weeks.filter((week) => week <= upto).length);
  const now = n ? values[n - 1] : NaN;
  const { told, way } = change(column, values, weeks, since, n);
  return el("details", { class: `curve${own ? " own" : ""}`, "data-column": column.key },
    el("summary", {},
      el("span", { class: "name" }, column.label, own && el("span", { class: "tag" }, "your goal")),
      el("span", { class: "now" }, short(now)),
      el("span", { class: `moved ${way}` }, told ? `${told}${way === "up" ? " better" : way === "down" ? " worse" : ""}` : n > 1 ? "no change" : ""),
      spark(column, values, weeks, since, n)),
    el("p", {}, column.help ? `${column.help} ` : "", column.unit && column.unit !== "share" ? `Unit: ${column.unit}.` : "From 0 to 1."));
}

/** The line of one column; weeks of the last round stand on a shade. */
function spark(column, values, weeks, since, n) {
  const known = values.slice(0, n).filter(Number.isFinite);
  let [low, high] = [Math.min(...known, Infinity), Math.max(...known, -Infinity)];
  if (!known.length) [low, high] = [0, 1];
  const least = column.unit === "share" ? 0.1 : Math.max(Math.abs(high) * 0.1, 1);
  if (high - low < least) [low, high] = [(low + high - least) / 2, (low + high + least) / 2];
  if (low < 0 && known.every((value) => value >= 0)) [low, high] = [0, high - low];
  const last = Math.max(weeks[weeks.length - 1] ?? 1, 1);
  const x = (week) => 2 + (week / last) * (WIDE - 6);
  const y = (value) => TALL - 5 - ((value - low) / (high - low)) * (TALL - 10);
  const points = values.slice(0, n).map((value, i) => (Number.isFinite(value) ? `${x(weeks[i]).toFixed(1)},${y(value).toFixed(1)}` : null)).filter(Boolean);
  const from = x(Math.max(0, since - 1));
  const end = points[points.length - 1]?.split(",");
  return el("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, "aria-hidden": "true" },
    since > 0 && el("rect", { x: from, y: 0, width: Math.max(0, WIDE - 2 - from), height: TALL, class: "shade" }),
    el("polyline", { points: points.join(" ") }),
    end && el("circle", { cx: end[0], cy: end[1], r: 3.2 }));
}
