// The page: who one is and where, kept in the address, so that a reload and a second tab are no surprise.

import { Composer } from "./composer.js";
import { byId, el } from "./dom.js";
import { showAll } from "./messages.js";
import { showForm } from "./modal.js";
import { Watch, act } from "./net.js";
import { showFaults, showPeople, showPins, showPlaces, showStarters } from "./side.js";

const DM = "dm";
const TEXT = 0;
const FORUM = 15;

class Page {
  constructor() {
    this.view = null;
    this.read();
    this.composer = new Composer(this);
    this.watch = new Watch(() => ({ as: this.me, channel: this.channel }), (view) => this.show(view), (text) => this.trouble(text));
    window.addEventListener("hashchange", () => { this.read(); this.watch.look(); });
    byId("person").addEventListener("change", (event) => this.be(event.target.value));
    for (const side of ["left", "right"]) this.drawer(side);
  }

  /** Person and place from the address. */
  read() {
    const [me, channel] = location.hash.slice(1).split("/");
    this.me = /^\d+$/.test(me ?? "") ? me : "";
    this.channel = /^(\d+|dm)$/.test(channel ?? "") ? channel : "";
  }

  write() {
    const hash = `#${this.me}/${this.channel}`;
    if (location.hash !== hash) history.replaceState(null, "", hash);
  }

  be(person) {
    this.me = person;
    // The direct message of one person is none of another's.
    if (this.view?.channel?.type === 1) this.channel = DM;
    this.write();
    this.composer.reset();
    this.watch.look();
  }

  goTo(channel) {
    this.channel = channel;
    this.write();
    this.moved = true;
    this.composer.reset();
    this.watch.look();
    byId("left").classList.remove("open");
    byId("open-left").setAttribute("aria-expanded", "false");
  }

  show(view) {
    if (view.error) return this.trouble(view.error);
    const before = this.view?.channel?.id;
    const could = this.view?.channel?.may?.send;
    this.view = view;
    this.me = view.me;
    this.channel = view.channel?.id ?? "";
    this.write();
    document.title = view.title;
    byId("title").textContent = view.title;
    byId("note").textContent = view.note;
    byId("connection").textContent = view.connected ? "The bot is connected." : "The bot is not connected.";
    const { channel } = view;
    byId("place").textContent = channel.type === FORUM ? `Forum: ${channel.name}` : channel.type === 1 ? channel.name : `# ${channel.name}`;
    showPeople(this);
    showPlaces(this);
    showStarters(this);
    showPins(this);
    showFaults(this);
    byId("typing").textContent = view.typing.length > 0 ? `${view.typing.join(", ")} is typing…` : "";
    const log = byId("log");
    if (channel.type === FORUM) this.forum(log);
    else {
      if (log.forum || before !== channel.id) log.replaceChildren();
      log.forum = undefined;
      showAll(log, view.messages, this);
    }
    byId("composer").hidden = channel.type === FORUM;
    if (before !== channel.id || could !== channel.may.send) this.composer.draw(before === channel.id ? undefined : "");
    if (this.moved || before !== channel.id) this.toEnd();
    this.moved = false;
    return undefined;
  }

  /** A forum: its posts, and a form for a new one. */
  forum(log) {
    const { threads, channel } = this.view;
    const state = JSON.stringify([channel.id, threads, channel.may]);
    if (log.forum === state) return;
    const typed = log.forum ? [...log.querySelectorAll("input, textarea")].map((field) => field.value) : [];
    log.forum = state;
    const title = el("input", { id: "post-title", "data-testid": "forum-title", required: true, maxlength: 100, value: typed[0] ?? "" });
    const text = el("textarea", { id: "post-text", "data-testid": "forum-text", required: true, rows: "3" });
    text.value = typed[1] ?? "";
    const said = el("p", { class: "error", role: "status" });
    const post = async (event) => {
      event.preventDefault();
      try {
        const made = await this.act({ op: "thread", channel: channel.id, name: title.value, text: this.composer.sent(text.value) });
        this.goTo(made.channel);
      } catch (error) {
        said.textContent = error.message;
      }
    };
    log.replaceChildren(...[
      channel.may.thread && el("form", { class: "fields", "aria-label": "New post", "data-testid": "forum-new", onsubmit: post },
        el("label", { for: "post-title" }, "Title"), title, el("label", { for: "post-text" }, "First message"), text, said,
        el("div", { class: "row" }, el("button", { type: "submit", class: "style-1", "data-testid": "forum-post" }, "Post"))),
      threads.length === 0 && el("p", { class: "about message" }, "No posts yet."),
      ...threads.map((thread) => el("div", { class: "message" }, el("button", { type: "button", onclick: () => this.goTo(thread.id) }, thread.name + (thread.archived ? " (archived)" : "")))),
    ].filter(Boolean));
  }

  trouble(text) {
    byId("trouble").textContent = text;
    byId("trouble").hidden = text === "";
  }

  toEnd() {
    const log = byId("log");
    requestAnimationFrame(() => { log.scrollTop = log.scrollHeight; });
  }

  act(order) {
    return act({ as: this.me, ...order });
  }

  /** A deed whose refusal is said above the messages. */
  async deed(order) {
    try {
      await this.act(order);
    } catch (error) {
      this.trouble(error.message);
    }
  }

  /** A command, a press or a choice; true when the bot answered. A form is shown. */
  async interact(order, fail) {
    let done;
    try {
      done = await this.act(order);
    } catch (error) {
      fail(error.message);
      return false;
    }
    if (done.failed) {
      fail("The application did not respond.");
      return false;
    }
    if (done.form) showForm(done.form, async (inputs) => {
      const sent = await this.act({ op: "submit", interaction: done.interaction, inputs });
      if (sent.failed) throw new Error("The application did not respond.");
    });
    return true;
  }

  /** What was pressed or chosen on a message: it waits, and a failure is said below the message. */
  async touch(order, control) {
    const message = order.message;
    // Not disabled, which would take the focus away: a second press while one is under way does nothing.
    if (control?.getAttribute("aria-disabled") === "true") return;
    control?.setAttribute("aria-disabled", "true");
    const said = () => byId("log").querySelector(`[data-id="${message}"] [data-testid="error"]`);
    const ok = await this.interact(order, (reason) => { const place = said(); if (place) place.textContent = reason; });
    if (ok && said()) said().textContent = "";
    control?.removeAttribute("aria-disabled");
    if (ok) this.toEnd();
  }

  async why(text) {
    const plain = text.replace(/^(?:<@!?\d+>\s*)+/, "");
    const { why } = await this.act({ op: "why", text: plain }).catch((error) => ({ why: error.message }));
    byId("why").hidden = false;
    byId("why-text").textContent = `“${plain.slice(0, 300)}”\n\n${why ?? "There is no explanation for this."}`;
    byId("right").classList.add("open");
    byId("why-text").focus();
  }

  /** Carries out a thing to try, where it can be tried. */
  async start(starter) {
    const here = this.view.channel;
    const text = this.view.servers.flatMap((server) => server.channels).find((channel) => channel.type === TEXT)?.id;
    const place = starter.via === "dm" ? DM : here.type === TEXT && here.may.send ? here.id : text ?? here.id;
    if (place !== here.id) this.goTo(place);
    const orders = {
      mention: { op: "say", channel: place, text: `<@${this.view.bot.id}> ${starter.text}` },
      say: { op: "say", channel: place, text: starter.text },
      dm: { op: "say", channel: DM, text: starter.text },
      slash: { op: "slash", channel: place, name: "ask", options: { question: starter.text } },
    };
    await this.interact(orders[starter.via], (reason) => this.trouble(reason));
    this.toEnd();
    byId("right").classList.remove("open");
    byId("open-right").setAttribute("aria-expanded", "false");
  }

  /** A side that is a drawer where there is little room. */
  drawer(side) {
    const [button, panel] = [byId(`open-${side}`), byId(side)];
    const set = (open) => { panel.classList.toggle("open", open); button.setAttribute("aria-expanded", String(open)); };
    button.addEventListener("click", () => {
      set(!panel.classList.contains("open"));
      if (panel.classList.contains("open")) panel.querySelector("button, select")?.focus();
    });
    panel.addEventListener("keydown", (event) => { if (event.key === "Escape" && panel.classList.contains("open")) { set(false); button.focus(); } });
    byId("middle").addEventListener("click", (event) => { if (!button.contains(event.target) && !event.target.closest(".menu")) set(false); });
  }
}

new Page();
