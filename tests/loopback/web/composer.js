// The message box: text, replies, edits, and commands with their options.

import { act } from "./net.js";
import { byId, el, freshId, slug } from "./dom.js";

const MOST = 2000;
const SUB = 1;
const GROUP = 2;

export class Composer {
  constructor(page) {
    this.page = page;
    this.reply = null;
    this.editing = null;
    this.command = null;
    this.home = byId("composer");
    this.draw();
  }

  /** Draws the box anew; what was typed stays. */
  draw(text = this.text?.value ?? "") {
    this.home.replaceChildren();
    this.said = el("p", { class: "error", role: "status", "data-testid": "error", id: "composer-error" });
    if (this.command) return this.drawCommand();
    const may = this.page.view?.channel?.may?.send ?? true;
    this.list = el("ul", { class: "list", role: "listbox", id: "offers", "aria-label": "Suggestions", hidden: true, "data-testid": "slash-list" });
    this.text = el("textarea", {
      id: "composer-text", "data-testid": "composer", rows: "1", "aria-label": this.label(may), placeholder: this.label(may), disabled: !may,
      role: "combobox", "aria-controls": "offers", "aria-expanded": "false", "aria-autocomplete": "list", oninput: () => this.typed(), onkeydown: (event) => this.key(event),
    });
    this.text.value = text;
    this.count = el("span", { class: "over", "aria-live": "polite" });
    this.home.append(...[this.banner(), this.list, el("div", { class: "write" }, this.text, this.count, el("button", { type: "button", class: "style-1", "data-testid": "send", disabled: !may, onclick: () => this.send() }, "Send")), this.said].filter(Boolean));
    this.typed();
  }

  label(may) {
    if (!may) return "You cannot write here";
    return this.editing ? "Edit your message" : `Message ${this.page.view?.channel?.name ?? ""} (/ for commands, @ to mention)`;
  }

  banner() {
    const cancel = el("button", { type: "button", "data-testid": "cancel", onclick: () => { this.reply = null; this.editing = null; this.draw(""); this.text.focus(); } }, "Cancel");
    if (this.editing) return el("div", { class: "replying" }, "Editing your message", cancel);
    if (!this.reply) return null;
    const ping = el("button", { type: "button", "aria-pressed": String(this.reply.ping), onclick: () => { this.reply.ping = !this.reply.ping; this.draw(); } }, `Mention: ${this.reply.ping ? "on" : "off"}`);
    return el("div", { class: "replying" }, `Replying to ${this.reply.name}`, ping, cancel);
  }

  replyTo(message) {
    this.reply = { id: message.id, name: message.author.global_name || message.author.username, ping: true };
    this.editing = null;
    this.command = null;
    this.draw();
    this.text.focus();
  }

  edit(message) {
    this.editing = message;
    this.reply = null;
    this.command = null;
    this.draw(this.spoken(message.content));
    this.text.focus();
  }

  /** Leaves what was begun, as when the channel changes. */
  reset() {
    this.reply = null;
    this.editing = null;
    this.command = null;
    this.draw("");
  }

  fail(reason) {
    this.said.textContent = reason;
  }

  typed() {
    const text = this.text.value;
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, 190)}px`;
    const left = MOST - [...text.trim()].length;
    this.count.textContent = left < 200 ? String(left) : "";
    this.offer(text.startsWith("/") && !this.editing ? this.commands(text.slice(1)) : this.names(text));
  }

  commands(start) {
    const flat = (this.page.view?.commands ?? []).filter((command) => command.type === 1).flatMap((command) => leaves(command, command.name));
    const fitting = flat.filter(({ name }) => name.startsWith(start.toLowerCase()));
    return fitting.map((leaf) => ({ label: `/${leaf.name}`, about: leaf.description, take: () => this.choose(leaf) }));
  }

  names(text) {
    const found = /(?:^|\s)([@#])([\w-]{0,40})$/.exec(text.slice(0, this.text.selectionStart ?? text.length));
    if (!found) return [];
    const known = found[1] === "#" ? Object.values(this.page.view.places) : [...Object.values(this.page.view.names), ...Object.values(this.page.view.roles)];
    // A bot's role is called as the bot is.
    const fitting = [...new Set(known)].filter((name) => name.toLowerCase().startsWith(found[2].toLowerCase())).slice(0, 10);
    const end = this.text.selectionStart;
    return fitting.map((name) => ({ label: `${found[1]}${name}`, about: "", take: () => {
      this.text.value = `${text.slice(0, end - found[2].length)}${name} ${text.slice(end)}`;
      this.text.focus();
      this.typed();
    } }));
  }

  offer(offers) {
    this.offers = offers;
    this.at = 0;
    showOffers(this.list, this.text, offers, 0, (index) => offers[index].take());
  }

  key(event) {
    const open = this.offers?.length > 0;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + this.offers.length) % this.offers.length;
      showOffers(this.list, this.text, this.offers, this.at, (index) => this.offers[index].take());
    } else if (open && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) this.offers[this.at].take();
    else if (open && event.key === "Escape") this.offer([]);
    else if (event.key === "Escape" && (this.reply || this.editing)) this.reset();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.send();
    else if (event.key === "ArrowUp" && this.text.value === "" && !this.editing) {
      const mine = this.page.view.messages.filter((message) => message.mine && message.type !== 6).at(-1);
      if (!mine) return;
      this.edit(mine);
    } else return;
    event.preventDefault();
  }

  /** Names as Discord's client sends them: the longest that fits first. */
  sent(text) {
    const { names, roles, places } = this.page.view;
    const known = [["@", names, "@"], ["@", roles, "@&"], ["#", places, "#"]].flatMap(([mark, list, as]) => Object.entries(list).map(([id, name]) => [mark + name, `<${as}${id}>`]));
    known.sort((one, other) => other[0].length - one[0].length);
    let out = text;
    for (const [said, meant] of known) {
      const escaped = said.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      out = out.replace(new RegExp(`(?<![\\w<])${escaped}(?![\\w-])`, "gi"), () => meant);
    }
    return out;
  }

  /** A sent text as it was typed. */
  spoken(text) {
    const { names, roles, places } = this.page.view;
    return text.replace(/<(@&|@!?|#)(\d{1,20})>/g, (whole, mark, id) => {
      const name = (mark === "#" ? places : mark === "@&" ? roles : names)[id];
      return name ? `${mark === "#" ? "#" : "@"}${name}` : whole;
    });
  }

  async send() {
    const text = this.text.value.trim();
    if (text === "") return;
    if ([...text].length > MOST) return this.fail(`A message has at most ${MOST} characters; this one has ${[...text].length}.`);
    const { channel } = this.page.view;
    const words = this.sent(text);
    const order = this.editing ? { op: "edit", message: this.editing.id, text: words }
      : this.reply ? { op: "reply", message: this.reply.id, text: words, ping: this.reply.ping }
        : { op: "say", channel: channel.id, text: words };
    const { reply, editing } = this;
    this.reply = null;
    this.editing = null;
    this.draw("");
    this.text.focus();
    try {
      await this.page.act(order);
    } catch (error) {
      // Nothing is lost, unless something else has been begun meanwhile.
      if (this.text?.value === "" && !this.command) {
        this.reply = reply;
        this.editing = editing;
        this.draw(text);
      }
      return this.fail(error.message);
    }
    this.page.toEnd();
    return undefined;
  }

  choose(leaf) {
    this.command = leaf;
    this.draw("");
    (this.home.querySelector("input, select") ?? this.home.querySelector("button")).focus();
  }

  /** The chosen command with a field for each option, those that are needed first. */
  drawCommand() {
    const { command } = this;
    const options = [...(command.options ?? [])].sort((one, other) => Number(other.required ?? false) - Number(one.required ?? false));
    const filled = () => Object.fromEntries(fields.map((field) => [field.option.name, field.value()]).filter(([, value]) => value !== undefined));
    const fields = options.map((option) => new Field(option, command, this.page, filled));
    const go = async () => {
      this.fail("");
      const done = await this.page.interact({ op: "slash", channel: this.page.view.channel.id, name: command.name, options: filled() }, (reason) => this.fail(reason));
      if (done) {
        this.command = null;
        this.draw("");
        this.text.focus();
        this.page.toEnd();
      }
    };
    const form = el("form", { class: "fields", "aria-label": `Command ${command.name}`, onsubmit: (event) => { event.preventDefault(); go(); } },
      el("strong", {}, `/${command.name}`), el("p", { class: "about" }, command.description), fields.map((field) => field.node),
      el("div", { class: "row" }, el("button", { type: "submit", class: "style-1", "data-testid": "send" }, "Send"),
        el("button", { type: "button", "data-testid": "cancel", onclick: () => { this.command = null; this.draw(""); this.text.focus(); } }, "Cancel")));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) { this.command = null; this.draw(""); this.text.focus(); }
    });
    this.home.append(form, this.said);
  }
}

/** A command with sub-commands is one entry for each of them. */
function leaves(command, name) {
  const subs = (command.options ?? []).filter((option) => option.type === SUB || option.type === GROUP);
  return subs.length > 0 ? subs.flatMap((sub) => leaves(sub, `${name} ${sub.name}`)) : [{ ...command, name, description: command.description ?? "" }];
}

/** One option of a command. */
class Field {
  constructor(option, command, page, filled) {
    Object.assign(this, { option, command, page, filled });
    const id = freshId("field");
    const listed = { 7: page.view.places, 8: page.view.roles }[option.type];
    const fixed = listed ? Object.entries(listed).map(([value, name]) => ({ name: `${option.type === 7 ? "#" : "@"}${name}`, value })) : option.type === 5 ? [{ name: "yes", value: true }, { name: "no", value: false }] : option.choices;
    const attributes = { id, "data-testid": `option-${slug(option.name)}`, "aria-describedby": `${id}-about`, autocomplete: "off" };
    this.fixed = fixed?.length > 0 ? fixed : undefined;
    this.input = this.fixed
      ? el("select", attributes, !option.required && el("option", { value: "" }, "(left out)"), this.fixed.map((choice, index) => el("option", { value: String(index) }, choice.name)))
      : el("input", { ...attributes, type: option.type === 4 || option.type === 10 ? "number" : "text", required: Boolean(option.required), maxlength: option.max_length });
    this.list = el("ul", { class: "list", role: "listbox", id: `${id}-list`, "aria-label": "Suggestions", hidden: true, "data-testid": "choice-list" });
    this.node = el("div", {}, el("label", { for: id }, `${option.name}${option.required ? " (needed)" : ""}`), this.input, this.list, el("p", { class: "about", id: `${id}-about` }, option.description));
    if (option.autocomplete) this.complete(id);
  }

  complete(id) {
    let timer;
    let asked = 0;
    for (const [key, value] of [["role", "combobox"], ["aria-controls", `${id}-list`], ["aria-autocomplete", "list"]]) this.input.setAttribute(key, value);
    const show = (offers) => {
      this.offers = offers;
      this.at = -1;
      showOffers(this.list, this.input, offers, -1, (index) => this.take(index));
    };
    const ask = async () => {
      asked += 1;
      const mine = asked;
      const order = { as: this.page.view.me, op: "autocomplete", channel: this.page.view.channel.id, name: this.command.name, option: this.option.name, options: { ...this.filled(), [this.option.name]: this.input.value } };
      const { choices } = await act(order).catch(() => ({ choices: [] }));
      if (mine === asked && document.activeElement === this.input) show(choices.map((choice) => ({ label: choice.name, about: "", value: choice.value })));
    };
    this.input.addEventListener("input", () => { this.picked = undefined; clearTimeout(timer); timer = setTimeout(ask, 150); });
    this.input.addEventListener("focus", ask);
    this.input.addEventListener("blur", () => setTimeout(() => show([]), 150));
    this.input.addEventListener("keydown", (event) => {
      const count = this.offers?.length ?? 0;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (count > 0 && step) {
        this.at = (this.at + step + count) % count;
        showOffers(this.list, this.input, this.offers, this.at, (index) => this.take(index));
      } else if (count > 0 && event.key === "Enter" && this.at >= 0) this.take(this.at);
      else if (count > 0 && event.key === "Escape") show([]);
      else return;
      event.preventDefault();
    });
  }

  take(index) {
    const { label, value } = this.offers[index];
    this.input.value = label;
    this.picked = value;
    this.offers = [];
    showOffers(this.list, this.input, [], -1, () => {});
    this.input.focus();
  }

  value() {
    const typed = this.input.value;
    if (typed === "") return undefined;
    if (this.fixed) return this.fixed[Number(typed)].value;
    if (this.option.type === 4 || this.option.type === 10) return Number(typed);
    return this.picked ?? typed;
  }
}

/** Shows suggestions below a field; one of them may be marked. */
function showOffers(list, field, offers, at, take) {
  list.hidden = offers.length === 0;
  field.setAttribute("aria-expanded", String(offers.length > 0));
  list.replaceChildren(...offers.map((offer, index) => el("li", {
    role: "option", id: `${list.id}-${index}`, "aria-selected": String(index === at), onmousedown: (event) => { event.preventDefault(); take(index); },
  }, offer.label, offer.about && el("span", {}, ` ${offer.about}`))));
  if (at >= 0 && offers.length > 0) {
    field.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    list.children[at].scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}
