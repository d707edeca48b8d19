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
  return `Insist, whatever the others ${needs ? "of your side " : ""}say (one choice a round)${needs ? `; ${needs} must still agree` : ""}`;
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
  if (parts) return [`${parts[1]} ${parts[2]}`, `${parts[3]} ${parts[4]}`];
  const unit = hold.unit && !isMoney(hold) ? ` (${hold.unit})` : "";
  return [worded(hold, hold.low), worded(hold, hold.high) + unit];
}
