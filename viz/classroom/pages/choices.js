// What a choice is, and how its values are said: words, money, steps of a slider and what its ends mean.

import { short } from "./dom.js";

/** Whether a choice is the priority of a line of work. */
export function isLine(hold) {
  return hold.name.startsWith("priorities.");
}

export function count(n, word) {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}

export function alone(hold) {
  return !hold.with || hold.with.startsWith("alone");
}

export function who(hold) {
  if (alone(hold)) return `You decide ${hold.with || "alone"}`;
  return hold.with.startsWith("needs") ? `N${hold.with.slice(1)}` : `Decided ${hold.with}`;
}

/** What insisting does: it overrules those who decide together, never another side that has to agree. */
export function insistWords(hold) {
  const [, needs] = hold.with.split("; needs ");
  return `Insist, whatever the others ${needs ? "of your side " : ""}say (one choice a round)${needs ? `; ${needs} must still agree${hold.leaves ? " to a step forward" : ""}` : ""}`;
}

export function isMoney(hold) {
  return /US\$|usd/i.test(hold.unit ?? "") || hold.name.endsWith("_usd");
}

/** In what a value is typed: sums of money in millions, as texts and hints say them; all else as it is. */
export function typedIn(hold) {
  return isMoney(hold) && hold.high >= 1e6 ? 1e6 : 1;
}

/** A value as it is said beside a slider. */
export function worded(hold, value) {
  if (hold.kind === "steps") return hold.steps.find((step) => step.value === value)?.label ?? String(value);
  if (typeof value !== "number") return String(value);
  if (isMoney(hold)) return `US$ ${value >= 1e6 ? `${Number((value / 1e6).toFixed(2))} m` : short(value)}`;
  return value.toLocaleString("en", { maximumFractionDigits: 3 });
}

export function stepOf(hold) {
  const span = hold.high - hold.low;
  if (!hold.whole && span <= 1.0001) return 0.05;
  const power = 10 ** Math.floor(Math.log10(span / 50 || 1));
  const nice = [1, 2, 5, 10].map((n) => n * power).find((n) => span / n <= 60) ?? span / 50;
  return hold.whole ? Math.max(1, Math.round(nice)) : nice;
}

/** What the two ends of a slider mean; a unit such as "0 defensive, 1 robust" says it in words. */
export function endWords(hold) {
  const parts = /^\s*([\d.,]+)\s+([^,;]+)[,;]\s*([\d.,]+)\s+(.+)$/.exec(hold.unit ?? "");
  if (parts) return [`${parts[2]} (${parts[1]})`, `${parts[4]} (${parts[3]})`]; // the word first: "0 points" would be a score
  const unit = hold.unit && !isMoney(hold) ? ` (${hold.unit})` : "";
  return [worded(hold, hold.low), worded(hold, hold.high) + unit];
}

/** What may be typed for a choice, in words. */
export function rangeWords(hold) {
  const [low, high] = [hold.low, hold.high].map((end) => (end / typedIn(hold)).toLocaleString("en", { maximumFractionDigits: 3 }));
  return `a number from ${low} to ${high}`;
}

/** Whether a value is the one that holds, as far as it can be typed. */
export function holdsNow(hold, value) {
  return Math.abs(value - hold.now) < 1e-6 * typedIn(hold);
}

/**
 * Return the number that was typed for a choice, NaN if it is none: with a point or a comma, with blanks or signs between
 * thousands, and a share as a percentage.
 */
export function readNumber(text, hold) {
  const unit = typedIn(hold);
  const [, typed, percent] = /^([-−]?[\d.,]+)(%?)$/.exec(text.replace(/[\s'’]/g, "")) ?? [];
  const share = hold.low >= 0 && hold.high <= 1;
  if (!typed || (percent && !share)) return NaN;
  const plain = withPoint(typed.replace("−", "-"), hold.high / unit);
  return /\d/.test(plain) ? (Number(plain) / (percent ? 100 : 1)) * unit : NaN;
}

/** Return a number with a point for its decimals and no sign between thousands; a lone comma before three digits is such a sign where numbers that large are allowed. */
function withPoint(typed, high) {
  const [points, commas] = [".", ","].map((sign) => typed.split(sign).length - 1);
  const thousands = /^-?[1-9]\d{0,2}(,\d{3})+$/;
  if (points && commas) return typed.lastIndexOf(",") < typed.lastIndexOf(".") ? typed.replaceAll(",", "") : typed.replaceAll(".", "").replace(",", ".");
  return thousands.test(typed) && (commas > 1 || high > 1000) ? typed.replaceAll(",", "") : typed.replace(",", ".");
}
