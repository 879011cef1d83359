// One message, and the list of them. A node is made anew only when its message changed.

import { components, embed } from "./components.js";
import { byId, el, slug } from "./dom.js";
import { markdown } from "./render.js";

const shown = (user) => user?.global_name || user?.username || "unknown";
const clock = (stamp) => new Date(stamp).toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit" });

/** Puts the messages of a view into `list`, keeping those that stand, the focus, and the end in sight. */
export function showAll(list, messages, page) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const old = new Map([...list.children].map((node) => [node.dataset.id, node]));
  const wanted = new Set(messages.map((message) => message.id));
  for (const [id, node] of old) if (!wanted.has(id)) node.remove();
  let before = null;
  for (const message of messages) {
    const state = JSON.stringify([message, page.view.me]);
    let node = old.get(message.id);
    // Somebody is choosing from its menu: it is made anew with the next look. Nobody gets the menu of another.
    const held = node?.me === page.view.me && node.querySelector(".menu");
    if (!node || (node.state !== state && !held)) {
      const fresh = one(message, page);
      fresh.state = state;
      fresh.me = page.view.me;
      if (node) swap(node, fresh);
      node = fresh;
    }
    const place = before ? before.nextSibling : list.firstChild;
    if (place !== node) list.insertBefore(node, place);
    before = node;
  }
  if (atEnd) list.scrollTop = list.scrollHeight;
}

/** Takes the place of a node; what had the focus inside keeps it where its like is still there. */
function swap(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  old.replaceWith(fresh);
  if (focused) [...fresh.querySelectorAll("[data-key]")].find((node) => node.dataset.key === focused)?.focus();
}

/** One message. A copy, as of a pin, is only to be read. */
export function one(message, page, copy = false) {
  const author = shown(message.author);
  if (message.type === 6) {
    return el("div", { class: "message", "data-testid": "message", "data-id": message.id, "data-author": author }, el("p", { class: "context" }, `${author} pinned a message to this channel. `, el("time", {}, clock(message.timestamp))));
  }
  return el("article", {
    class: message.ephemeral ? "message private" : "message", "data-testid": copy ? "pin" : "message", "data-id": message.id, "data-author": author,
    "data-ephemeral": String(Boolean(message.ephemeral)), "aria-label": `${author}${message.ephemeral ? ", only you can see this" : ""}`,
  },
  context(message),
  el("div", { class: "head" }, el("strong", {}, author), message.author?.bot && el("span", { class: "tag" }, "BOT"), el("time", {}, clock(message.timestamp)),
    message.pinned && el("span", { class: "edited" }, "(pinned)")),
  el("div", { class: "content", "data-testid": "message-content" }, message.loading ? el("p", { class: "about" }, `${author} is thinking…`) : markdown(message.content ?? "", page.view)),
  message.edited && el("span", { class: "edited" }, "(edited)"),
  (message.embeds ?? []).map((part) => embed(part, page)),
  (message.attachments ?? []).map((file) => el("p", { class: "about" }, `[file: ${file.filename}]`)),
  !copy && components(message.components, message, page),
  el("p", { class: "error", role: "status", "data-testid": "error" }),
  message.ephemeral && el("p", { class: "private-note" }, "Only you can see this · ", el("button", { type: "button", "data-testid": "dismiss", "data-key": "dismiss", onclick: () => page.deed({ op: "dismiss", message: message.id }) }, "Dismiss message")),
  !message.loading && !copy && more(message, page));
}

function context(message) {
  if (message.invoked) return el("p", { class: "context" }, `${message.invoked.user} used ${message.type === 23 ? message.invoked.name : `/${message.invoked.name}`}`);
  if (message.type !== 19) return undefined;
  const to = message.referenced_message;
  if (!to) return el("p", { class: "context" }, "Original message was deleted");
  return el("p", { class: "context" }, `replying to ${shown(to.author)}: ${(to.content ?? "").replace(/<[@#&!]+\d+>\s*/g, "").slice(0, 120) || "a message"}`);
}

/** The menu of a message: opened by its button, closed by Escape, by leaving it, or by a choice. */
function more(message, page) {
  const holder = el("div", { class: "more" });
  const open = el("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `More for the message of ${shown(message.author)}`, "data-testid": "message-menu", "data-key": "more" }, "…");
  const close = (back) => {
    open.setAttribute("aria-expanded", "false");
    // First: taking away what has the focus would be another leaving of the menu, and close it again.
    if (back) open.focus();
    holder.querySelector(".menu")?.remove();
  };
  open.addEventListener("click", () => {
    if (holder.querySelector(".menu")) return close(true);
    const menu = el("div", { class: "menu", role: "menu" }, entries(message, page, close));
    if (holder.getBoundingClientRect().top > window.innerHeight / 2) menu.classList.add("up");
    holder.append(menu);
    open.setAttribute("aria-expanded", "true");
    menu.querySelector("button")?.focus();
  });
  holder.addEventListener("keydown", (event) => {
    const buttons = [...holder.querySelectorAll(".menu button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close(true);
    else if (step && buttons.length > 0) buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
    else return;
    event.preventDefault();
  });
  holder.addEventListener("focusout", (event) => {
    if (!holder.contains(event.relatedTarget)) close(false);
  });
  holder.append(open);
  return holder;
}

function entries(message, page, close) {
  const { may } = page.view.channel;
  const entry = (label, action) => el("button", { type: "button", role: "menuitem", "data-testid": `menu-${slug(label)}`, onclick: () => { close(true); action(); } }, label);
  const open = !message.ephemeral;
  const apps = open ? page.view.commands.filter((command) => command.type === 3) : [];
  return [
    open && may.send && entry("Reply", () => page.composer.replyTo(message)),
    message.mine && entry("Edit", () => page.composer.edit(message)),
    open && (message.mine || may.manage) && entry("Delete", () => page.deed({ op: "delete", message: message.id })),
    open && may.pin && entry(message.pinned ? "Unpin" : "Pin", () => page.deed({ op: message.pinned ? "unpin" : "pin", message: message.id })),
    entry("Why this answer?", () => page.why(question(message))),
    apps.length > 0 && el("span", { class: "group" }, "Apps"),
    apps.map((command) => entry(command.name, () => page.touch({ op: "menu", name: command.name, message: message.id }, byId("log").querySelector(`[data-id="${message.id}"] .more button`)))),
  ];
}

/** The words to explain: of a reply those it answers, else its own. */
const question = (message) => (message.author?.bot && message.referenced_message?.content) || message.content || "";
