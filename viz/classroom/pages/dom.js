// Elements are made from text only: nothing that comes from the server or a player is ever read as markup.

/** Make an element. Attributes that are functions are listeners (onclick), booleans are set or left out. */
export function el(name, attributes = {}, ...children) {
  const svg = SVG.has(name);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else if (key === "class") made.setAttribute("class", value);
    else if (key === "value" && !svg) made.value = value;
    else if (key === "checked" || key === "disabled" || key === "hidden" || key === "open") made[key] = Boolean(value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  add(made, children);
  return made;
}

const SVG = new Set(["svg", "g", "path", "line", "circle", "rect", "polyline", "text"]);

function add(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Put new children in the place of all others. */
export function fill(parent, ...children) {
  const made = document.createDocumentFragment();
  add(made, children);
  parent.replaceChildren(made);
}

export const by = (id) => document.getElementById(id);

/** Say something that is heard by screen readers and shown for a few seconds. */
export function say(text, kind = "note") {
  const place = by("said");
  if (!place || !text) return;
  const line = el("p", { class: `said ${kind}` }, sentence(text));
  place.append(line);
  while (place.children.length > 3) place.firstChild.remove();
  setTimeout(() => line.remove(), kind === "bad" ? 9000 : 5000);
}

/** A reason as a sentence of its own. */
export function sentence(text) {
  const told = String(text ?? "").trim();
  return told ? `${told[0].toUpperCase()}${told.slice(1)}${/[.!?]$/.test(told) ? "" : "."}` : "";
}

/** Ask for a confirmation in a dialog; the answer is true or false (or the text, if one is asked for). */
export function ask({ title, text = "", points = [], yes, no = "Cancel", danger = false, field = null }) {
  return new Promise((answer) => {
    const input = field?.options ? el("select", { id: "ask-field" }, field.options.map(([value, words, off]) => el("option", { value, disabled: off }, words)))
      : field && el(field.long ? "textarea" : "input", {
      id: "ask-field", maxlength: field.most ?? 500, rows: field.long ? 4 : null, value: field.value ?? "",
      type: field.type ?? (field.long ? null : "text"), min: field.min, max: field.max, step: field.step,
    });
    const box = el("dialog", { class: "ask", "aria-labelledby": "ask-title" },
      el("form", { method: "dialog" },
        el("h2", { id: "ask-title" }, title),
        text && el("p", {}, text),
        points.length > 0 && el("ul", {}, points.map((point) => el("li", {}, point))),
        field && el("label", { for: "ask-field" }, field.label), input,
        el("div", { class: "buttons" },
          el("button", { value: "no", class: "quiet" }, no),
          el("button", { value: "yes", class: danger ? "danger" : "strong" }, yes))));
    box.addEventListener("close", () => {
      const said = box.returnValue === "yes";
      box.remove();
      answer(said && field ? input.value : said);
    });
    // Enter in a field says yes, not the first button of the form.
    if (input && !field.long && !field.options) {
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        box.close("yes");
      });
    }
    document.body.append(box);
    box.showModal();
    input?.focus();
  });
}

const TAGS = new Set("P UL OL LI STRONG EM B I CODE PRE BLOCKQUOTE H1 H2 H3 H4 H5 H6 BR HR TABLE THEAD TBODY TR TH TD".split(" "));

/** Copy HTML that the server made of Markdown: known tags without their attributes, and all else as text. */
export function prose(html) {
  const made = document.createDocumentFragment();
  if (!html) return made;
  const policy = window.trustedTypes?.createPolicy ? trusted() : { createHTML: (text) => text };
  const source = new DOMParser().parseFromString(policy.createHTML(String(html)), "text/html");
  const copy = (from, to) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
      else if (node.nodeType === Node.ELEMENT_NODE) {
        if (!TAGS.has(node.tagName)) to.append(node.textContent);
        else {
          const same = document.createElement(/^H[1-6]$/.test(node.tagName) ? "h4" : node.tagName);
          copy(node, same);
          to.append(same);
        }
      }
    }
  };
  copy(source.body, made);
  return made;
}

let policyOnce = null;
// The parsed document is inert and only read; where the browser asks for a policy this is the one place that has it.
function trusted() {
  policyOnce ??= window.trustedTypes.createPolicy("peaceops", { createHTML: (text) => text });
  return policyOnce;
}

/** Return a number as one would say it: 950, 14.2 k, 3.1 m, 0.42. */
export function short(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 999_500_000) return `${(value / 1e9).toFixed(1)} bn`;
  if (size >= 999_500) return `${(value / 1e6).toFixed(1)} m`;
  if (size >= 99_950) return `${(value / 1e3).toFixed(0)} k`;
  if (size >= 9_995) return `${(value / 1e3).toFixed(1)} k`;
  if (size >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString("en");
  return size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Return the difference of two numbers as whoever reads both finds it: of what `short` shows of each, as long as that is not cut to thousands. */
export function gap(a, b) {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return NaN;
  const shown = (value) => (Math.abs(value) >= 100 || Number.isInteger(value) ? Math.round(value) : Number(value.toFixed(Math.abs(value) >= 10 ? 1 : 2)));
  return Math.max(Math.abs(a), Math.abs(b)) < 9_995 ? shown(a) - shown(b) : a - b;
}

/** Return a difference with its sign, nothing for one that rounds to nothing. */
export function signed(value) {
  if (!Number.isFinite(value)) return "";
  const text = short(Math.abs(value));
  return /^0(\.0+)?$/.test(text) ? "" : `${value > 0 ? "+" : "−"}${text}`;
}

/** Return seconds as m:ss or h:mm:ss. */
export function clockwords(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  const [h, m, s] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/**
 * Of each list show the lines for which its place has room without being scrolled, the first of them first; the more important
 * list comes first. Below the width of a wall all are shown.
 */
export function fit(place, ...lists) {
  const wall = innerWidth >= 900, over = () => place.scrollHeight > place.clientHeight + 1;
  for (const line of lists.flatMap((lines) => [...lines])) line.hidden = wall;
  for (const lines of wall ? lists : []) {
    for (const line of lines) {
      line.hidden = false;
      if (over()) line.hidden = true; // a shorter one that comes later may have its place
    }
  }
}

/** Draw a place again and keep what its reader had done there: what is typed, what is open, where the focus is. */
export function keeping(place, draw) {
  const name = (one) => one.id || one.getAttribute("aria-label") || one.textContent;
  const title = (one) => one.querySelector("summary")?.firstChild?.textContent ?? "";
  const active = place.contains(document.activeElement) ? name(document.activeElement) : null;
  const scroll = place.scrollTop;
  const typed = [...place.querySelectorAll("input[id]:not([type=checkbox]), textarea[id], select[id]")].map((one) => [one.id, one.value]);
  const open = new Map([...place.querySelectorAll("details")].map((one) => [title(one), one.open]));
  draw();
  for (const [id, value] of typed) {
    const one = by(id);
    if (one && place.contains(one) && one.value !== value) {
      one.value = value;
      one.dispatchEvent(new Event("change"));
    }
  }
  for (const one of place.querySelectorAll("details")) one.open = open.get(title(one)) ?? one.open;
  place.scrollTop = scroll;
  if (active) [...place.querySelectorAll("button, input, select, textarea, summary, a, [tabindex]")].find((one) => name(one) === active)?.focus({ preventScroll: true });
}

// Light, dark, or as the device says.

/** Let the link at the top of the page go to the first part that is shown, whatever the layout. */
export function skip() {
  document.querySelector(".skip").addEventListener("click", (event) => {
    const part = [...document.querySelectorAll(".part, #join, #seats, #enter")].find((one) => one.offsetParent !== null || one.getClientRects().length);
    if (!part) return;
    event.preventDefault();
    part.setAttribute("tabindex", part.getAttribute("tabindex") ?? "-1");
    part.focus();
  });
}

export function look() {
  return localStorage.getItem("peaceops look") ?? "auto";
}

export function isDark() {
  const said = document.documentElement.dataset.look ?? "auto";
  return said === "dark" || (said === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
}

/** Set up the button that changes between light and dark, each press to be seen; as the device has it is what is not kept. `changed` draws again. */
export function looks(button, changed) {
  const device = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    document.documentElement.dataset.look = look();
    if (button) fill(button, el("span", { "aria-hidden": "true" }, "◐"), el("span", { class: "words" }, isDark() ? " dark" : " light"));
    button?.setAttribute("aria-label", isDark() ? "Colours: dark. Press for light." : "Colours: light. Press for dark.");
  };
  button?.addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    if (device.matches === (wanted === "dark")) localStorage.removeItem("peaceops look");
    else localStorage.setItem("peaceops look", wanted);
    show();
    changed?.();
  });
  device.addEventListener("change", () => {
    show();
    changed?.();
  });
  show();
}
