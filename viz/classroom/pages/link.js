// The line to the server: what the page knows comes over one WebSocket, what people do goes by POST until answered.

export class Refused extends Error {
  constructor(answer, status) {
    super(answer?.error ?? `The server answered ${status}.`);
    this.code = answer?.code ?? String(status);
    this.wait = answer?.wait ?? 0;
  }
}

/** Random characters that name one command, so that sending it twice is doing it once. */
export function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
}

const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const QUIET = 25; // seconds without a word from the server after which the line counts as dead
const LONGEST = 8;
const MOVING = ["open", "close", "next", "back", "anew", "end", "reopen"]; // what leads to another stage of the class
const TWICE = 1500; // milliseconds in which pressing again is a double click

/** Post until the server has answered; the same body each time. */
export async function post(path, body, key = "", waiting = null) {
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST)) {
    let wait = pause, told = "";
    try {
      const answer = await fetch(path, {
        method: "POST", body: JSON.stringify(body), signal: AbortSignal.timeout(20_000), cache: "no-store",
        headers: { "Content-Type": "application/json", ...(key ? { Authorization: `Bearer ${key}` } : {}) },
      });
      const said = await answer.json().catch(() => null);
      if (answer.ok && said?.ok !== false) return said ?? {};
      if (answer.status < 500 && !said?.wait) throw new Refused(said, answer.status);
      if (answer.status >= 500) told = said?.error ?? ""; // a fault of the server's that it knows, such as a full disk
      wait = Math.min(Number(said?.wait) || pause, 30);
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    waiting?.(wait, told);
    await sleep(wait);
  }
}

export class Link {
  /**
   * @param {string} store Name under which the key is kept in this browser.
   * @param {object} hears parts(changed, all), status(words, seconds or the server's words), lost(reason): what the page does about it.
   */
  constructor(store, hears, as = null) {
    this.store = store;
    this.hears = hears;
    this.as = as;
    this.parts = {};
    this.over = false;
    this.offset = 0;
    this.pause = 1;
    this.heard = 0;
    this.socket = null;
    setInterval(() => this.watch(), 1000);
    addEventListener("online", () => this.soon());
    document.addEventListener("visibilitychange", () => document.hidden || this.soon());
    // Another tab of this browser that joins or leaves takes this one along; why it left, the server tells this one too.
    addEventListener("storage", (event) => {
      if (event.key !== this.store) return;
      if (event.newValue) location.reload();
      else setTimeout(() => this.over || this.key || this.forget("key"), 2000); // a key that is there by then is of somebody who has joined anew
    });
  }

  /** Where the class stands: a number that changes when it goes on, or back. */
  get stage() {
    return this.parts.clock?.stage;
  }

  get key() {
    return localStorage.getItem(this.store) ?? "";
  }

  set key(value) {
    if (value) localStorage.setItem(this.store, value);
    else localStorage.removeItem(this.store);
  }

  /** The server's time now, seconds. */
  now() {
    return Date.now() / 1000 + this.offset;
  }

  connect() {
    if (!this.key || this.socket) return;
    this.over = false;
    this.retry = null;
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
    this.socket = socket;
    this.heard = Date.now();
    socket.onopen = () => socket.send(JSON.stringify(this.as ? { key: this.key, as: this.as } : { key: this.key }));
    socket.onmessage = (event) => this.hear(JSON.parse(event.data));
    socket.onclose = (event) => this.socket === socket && this.gone(event.code);
  }

  hear(message) {
    this.heard = Date.now();
    if (message.at) this.offset = message.at - Date.now() / 1000;
    if (message.type !== "state") return;
    const trouble = message.parts.clock?.trouble ?? this.trouble ?? "";
    if (this.pause > 1 || !this.live || trouble !== this.trouble) this.on(trouble);
    this.live = true;
    this.pause = 1;
    const before = this.parts;
    this.parts = { ...this.parts, ...message.parts };
    this.hears.parts(message.parts, this.parts, before);
  }

  /** The line is well; what keeps the class from going on all the same is said in its place. */
  on(trouble = this.trouble) {
    this.trouble = trouble;
    this.hears.status(trouble ? "trouble" : "on", trouble);
  }

  gone(code) {
    this.socket = null;
    this.live = false;
    if (code === 4401) return this.forget("key");
    if (code === 4409) return this.forget("deleted");
    const wait = code === 4429 ? 15 : this.pause * (0.8 + 0.4 * Math.random());
    this.pause = Math.min(this.pause * 2, LONGEST);
    this.retry = Date.now() + wait * 1000;
    this.hears.status(code === 4429 ? "many" : "off", Math.ceil(wait));
  }

  forget(reason) {
    this.over = true;
    this.key = "";
    this.parts = {};
    this.hears.lost(reason);
  }

  soon() {
    if (this.retry) this.retry = Date.now();
    this.watch();
  }

  watch() {
    if (this.socket && Date.now() - this.heard > QUIET * 1000) {
      const dead = this.socket;
      this.socket = null; // its close may come late or never
      dead.onclose = null;
      dead.close();
      this.gone(0);
    }
    if (!this.retry) return;
    const left = Math.ceil((this.retry - Date.now()) / 1000);
    if (left <= 0) this.connect();
    else this.hears.status("off", left);
  }

  /**
   * Do something; resolves with the server's answer, throws Refused with a sentence to show. It is meant for where the class
   * stands, and for the own seat, as they are known now: sent again and again, it may arrive when both are others.
   */
  async do(what, fields = {}) {
    const meant = `${what} ${fields.stage ?? this.stage}`, moves = MOVING.includes(what) || (what === "ready" && this.parts.class?.solo);
    if (!moves) return this.send(what, fields);
    if (this.moving?.meant === meant && Date.now() - this.moving.at < TWICE) return this.moving.answer; // pressed twice, and done once
    const moving = { meant, at: Date.now(), answer: this.send(what, fields) };
    this.moving = moving;
    moving.answer.catch(() => this.moving === moving && (this.moving = null)); // what was refused may be pressed again at once
    return moving.answer;
  }

  async send(what, fields) {
    let waited = false;
    this.asked = what; // what changes next may be one's own doing
    const waiting = (wait, told) => {
      waited = true;
      this.hears.status(told ? "trouble" : "sending", told || wait);
    };
    try {
      return await post("/api/do", { id: fresh(), do: what, stage: this.stage, sitting: this.parts.you?.seat, ...fields }, this.key, waiting);
    } catch (error) {
      if (error.code === "key") this.forget("key");
      throw error;
    } finally {
      if (waited && this.live) this.on();
    }
  }

  /** Fetch something that is only to be read. */
  async get(path, kind = "json") {
    for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST)) {
      let answer = null;
      try {
        answer = await fetch(path, { headers: { Authorization: `Bearer ${this.key}` }, cache: "no-store", signal: AbortSignal.timeout(120_000) });
      } catch {
        await sleep(pause);
        continue;
      }
      if (answer.ok) return kind === "json" ? answer.json() : answer.blob();
      if (answer.status === 429 || (answer.status >= 500 && pause < LONGEST)) await sleep(pause);
      else throw new Refused(await answer.json().catch(() => null), answer.status);
    }
  }
}

/** Words for how the connection is, none if it is well; `writes` says whether anything can be written on the page. In trouble, the server's words come in place of seconds. */
export function lineWords(state, seconds, writes) {
  if (state === "trouble") return `${seconds[0].toUpperCase()}${seconds.slice(1)}.`;
  const kept = writes ? " What you have written is kept." : "";
  if (state === "off") return seconds > 1 ? `Connection lost. Trying again in ${seconds} s.${kept}` : `Connection lost. Trying again.${kept}`;
  if (state === "sending") return "No answer from the server yet. Sending again by itself; please leave this page open.";
  if (state === "many") return "Too many windows of this class are open. Close some; this one tries again by itself.";
  return "";
}
