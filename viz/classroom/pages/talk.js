// Messages and meetings between roles. What is typed is kept until it is sent.

import { ask, el, fill, say } from "./dom.js";

const MOST = 600;

export class Talk {
  constructor(place, link) {
    this.link = link;
    this.to = new Set();
    this.meeting = null;
    this.coming = null; // a meeting that one has asked to be at
    this.list = el("ol", { class: "messages", "aria-label": "Messages", tabindex: "0" });
    this.meetings = el("div", { class: "meetings" });
    this.people = el("fieldset", { class: "people" });
    this.text = el("textarea", { id: "say-text", rows: 3, maxlength: MOST, dir: "auto", placeholder: "Your message", oninput: () => this.buttons() });
    this.send = el("button", { type: "submit", class: "strong" }, "Send");
    this.form = el("form", { onsubmit: (event) => this.submit(event) }, this.people, el("label", { for: "say-text", class: "quietly" }, "Your message"), this.text,
      el("div", { class: "buttons" }, this.send, el("button", { type: "button", class: "quiet", onclick: () => this.call() }, "Ask for a meeting")));
    this.closed = el("p", { class: "small" });
    fill(place, this.meetings, this.list, this.closed, this.form);
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    });
  }

  get unsent() {
    return this.text.value.trim().length > 0;
  }

  others() {
    const { you, table } = this.link.parts;
    return (table ?? []).filter((row) => row.role !== you?.role || row.seats.length > 1);
  }

  title(role) {
    return this.link.parts.table?.find((row) => row.role === role)?.title ?? role;
  }

  draw() {
    const { clock, messages, meetings } = this.link.parts;
    const open = ["lobby", "orders", "film"].includes(clock?.phase);
    this.form.hidden = !open;
    this.closed.textContent = open ? "" : clock?.phase === "resolving" ? "Messages wait until the weeks have been played." : "The rounds are over: what was written can be read, and nothing more is sent.";
    this.drawPeople(meetings ?? []);
    this.drawMeetings(meetings ?? [], clock);
    this.drawMessages(messages ?? []);
    this.buttons();
  }

  drawPeople(meetings) {
    const joined = meetings.filter((one) => one.open && this.inside(one));
    const met = joined.find((one) => one.meeting === this.coming);
    if (met) {
      this.coming = null;
      if (!this.to.size) this.meeting = met.meeting; // what is being written to others stays theirs
    }
    if (this.meeting && !joined.some((one) => one.meeting === this.meeting)) this.meeting = null;
    const key = JSON.stringify([this.others().map((row) => [row.role, taken(row)]), joined, [...this.to], this.meeting]);
    if (key === this.peopleKey) return;
    this.peopleKey = key;
    const chip = (words, on, empty, toggle) => el("button", { type: "button", class: `chip${on ? " on" : ""}`, "aria-pressed": String(on), onclick: toggle }, words, empty && el("small", {}, " (empty)"));
    fill(this.people, el("legend", {}, "To (press one or more)"),
      joined.map((one) => chip(`Meeting: ${one.topic}`, this.meeting === one.meeting, false, () => {
        this.meeting = this.meeting === one.meeting ? null : one.meeting;
        this.to.clear();
        this.draw();
      })),
      this.others().map((row) => chip(row.role === this.link.parts.you?.role ? `${row.title}: your own` : row.title, this.to.has(row.role), !taken(row), () => {
        this.meeting = null;
        if (!this.to.delete(row.role)) this.to.add(row.role);
        this.draw();
      })));
  }

  inside(one) {
    return one.came.includes(this.link.parts.you?.role);
  }

  drawMeetings(meetings, clock) {
    const now = meetings.filter((one) => one.open);
    const act = (what, one) => () => this.act(what, { meeting: one.meeting });
    fill(this.meetings, now.map((one) => el("div", { class: "panel meeting" },
      el("h3", {}, `Meeting: ${one.topic}`),
      el("p", { class: "small" }, `Asked for by ${this.title(one.by)}, with ${one.roles.filter((role) => role !== one.by).map((role) => this.title(role)).join(", ")}. `,
        one.came.length ? `Has come: ${one.came.map((role) => this.title(role)).join(", ")}.` : "Nobody has come yet."),
      one.cost && el("p", { class: "small" }, `Costs ${one.cost}.${this.inside(one) && one.came.length > 1 ? " Who has met has spent the time; leaving does not give it back." : ""}`),
      clock?.phase === "orders" && (this.inside(one)
        ? el("div", { class: "buttons" },
          el("button", { type: "button", onclick: () => { this.meeting = one.meeting; this.to.clear(); this.draw(); this.text.focus(); } }, "Speak there"),
          el("button", { type: "button", class: "quiet", onclick: act("part", one) }, "Leave it"))
        : el("button", { type: "button", class: "strong", onclick: () => this.come(one.meeting) }, "Come")))));
  }

  drawMessages(messages) {
    const key = messages.length ? messages[messages.length - 1].n : 0;
    if (key === this.messagesKey) return;
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    this.messagesKey = key;
    const { you, meetings } = this.link.parts;
    fill(this.list, messages.map((one) => {
      const mine = one.from.role === you?.role && one.from.name === you?.name;
      const where = one.meeting ? `in the meeting ${(meetings ?? []).find((m) => m.meeting === one.meeting)?.topic ?? ""}`
        : one.to.includes("all") ? "to all" : `to ${one.to.map((role) => this.title(role)).join(", ")}`;
      return el("li", { class: `message${mine ? " mine" : ""}${one.from.role === "lecturer" ? " lecturer" : ""}` },
        el("p", { class: "when" }, el("span", { class: "from" }, one.from.role === "lecturer" ? "Lecturer" : one.from.title ?? this.title(one.from.role)),
          one.from.name && one.from.role !== "lecturer" ? ` (${one.from.name})` : "", ` ${where}, round ${one.round}`),
        el("p", { class: "said-text", dir: "auto" }, one.text));
    }), messages.length === 0 && el("li", { class: "empty" }, "No messages yet."));
    if (atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  buttons() {
    this.send.disabled = !this.unsent || (!this.meeting && this.to.size === 0);
    const { clock } = this.link.parts;
    this.form.querySelector("button.quiet").hidden = clock?.phase !== "orders";
  }

  async submit(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text) return;
    this.send.disabled = true;
    try {
      await this.link.do("say", this.meeting ? { meeting: this.meeting, text } : { to: [...this.to], text });
      if (this.text.value.trim() === text) this.text.value = "";
    } catch (error) {
      say(error.message, "bad");
    }
    this.buttons();
  }

  async call() {
    const roles = [...this.to];
    if (!roles.length) {
      say("Choose first with whom: press their names under To.");
      return;
    }
    const topic = await ask({
      title: `Meeting with ${roles.map((role) => this.title(role)).join(", ")}`, yes: "Ask for it",
      text: "A meeting costs the working time of all whom those at it speak for, once another role has come. It is contact, from which trust grows, and leaders of the mission who meet become more of a team. What each of them says there, only they hear.",
      field: { label: "What about?", most: 80 },
    });
    if (!topic || !topic.trim()) return;
    const answer = await this.act("meet", { with: roles, topic: topic.trim() });
    this.to.clear();
    this.coming = answer?.meeting ?? null;
    this.draw();
  }

  async come(meeting) {
    if (!(await this.act("come", { meeting }))) return;
    this.coming = meeting;
    this.draw();
  }

  async act(what, fields) {
    try {
      return await this.link.do(what, fields);
    } catch (error) {
      say(error.message, "bad");
      return null;
    }
  }
}

function taken(row) {
  return row.seats.some((seat) => seat.name);
}
