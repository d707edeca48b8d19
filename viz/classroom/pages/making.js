// The debrief of whoever plays alone, made on request.

import { el, say } from "./dom.js";

/** Return what a button does that gets a file: it says how far the file is, and leaves nothing behind. */
export const getDebrief = (link, path, name) => async (event) => {
  const button = event.currentTarget;
  const words = button.textContent;
  const bar = el("progress", { max: 1, "aria-label": "Runs made" });
  const told = el("p", { class: "small", role: "status" }, "The file is being made: your game is played some dozens of times, with other luck and without each order. That takes one to three minutes; you can read on.");
  const shown = el("div", { class: "making" }, told, bar);
  button.disabled = true;
  button.textContent = "Being made";
  button.parentElement.after(shown);
  const watch = setInterval(async () => {
    const { done, total } = await link.get("/api/debrief/progress").catch(() => ({}));
    if (!total) return;
    Object.assign(bar, { max: total, value: done });
    bar.setAttribute("aria-valuetext", `${done} of ${total} runs`);
    button.textContent = `Being made: ${done} of ${total} runs`;
  }, 1000);
  try {
    const address = URL.createObjectURL(await link.get(path, "blob"));
    el("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (error) {
    say(error.message, "bad");
  }
  clearInterval(watch);
  shown.remove();
  button.disabled = false;
  button.textContent = words;
};
