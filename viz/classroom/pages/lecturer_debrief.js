// The debrief as a file: made beside the class, from the controls or under Class; what became of it stays to be read.

import { el, say } from "./dom.js";
import { post } from "./link.js";

/** What goes on, kept here since parts of the page are drawn anew whenever something is done. */
export const file = { making: "", made: "", named: true };

/** Let both places that show it be drawn again. */
const changed = () => document.dispatchEvent(new Event("debrief"));

/** A button that makes something of the class and saves it among the downloads of this browser. */
export function maker(link, path, name, words, kind) {
  const stem = String(link.parts.room.file ?? "class").replace(/^.*[\\/]/, "").replace(/\.\w+$/, "");
  return el("button", { type: "button", class: kind, onclick: () => make(link, path, `${stem}_${name}`) }, words);
}

/** The button that stops what is being made. */
export const stopper = (link) => el("button", { type: "button", class: "quiet", onclick: () => post("/api/debrief/stop", {}, link.key).catch((error) => say(error.message, "bad")) }, "Stop making it");

/** How far it is, or what was made and when. */
export const progress = () => el("p", { class: "small debrief-progress", role: "status" }, file.making || file.made);

async function make(link, path, name) {
  file.making = "Being made beside the class; this takes some minutes.";
  changed();
  const watch = setInterval(async () => {
    const { done, total } = await link.get("/api/debrief/progress").catch(() => ({}));
    if (!file.making || !total) return;
    file.making = `Being made beside the class: ${done} of ${total} runs.`;
    for (const words of document.querySelectorAll(".debrief-progress")) words.textContent = file.making;
  }, 2000);
  try {
    const address = URL.createObjectURL(await link.get(`${path}?names=${file.named ? "yes" : "no"}`, "blob"));
    el("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    const hour = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    file.made = `Made at ${hour}, ${file.named ? "with" : "without"} names: ${name}, among the files that this browser downloaded.`;
  } catch (error) {
    say(error.message, "bad");
  }
  clearInterval(watch);
  file.making = "";
  changed();
}
