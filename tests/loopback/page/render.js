// The tree of `markdown.js` as nodes.

import { button, el, freshId, isWeb, link } from "./dom.js";
import { parse } from "./markdown.js";

const MINUTE = 60;
const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", MINUTE], ["second", 1]];
const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

/** A text as nodes. The view knows users, roles and channels by id. */
export const markdown = (text, view) => parse(text ?? "").map((block) => node(block, view));

const all = (children, view) => children.map((child) => (typeof child === "string" ? child : node(child, view)));

const mention = (...text) => el("span", { class: "mention" }, ...text);

function node(part, view) {
  const inside = () => all(part.c, view);
  switch (part.t) {
    case "p": return el("p", {}, inside());
    // The page's own headings come first, so that those of a message start further down.
    case "h1": return el("h3", {}, inside());
    case "h2": return el("h4", {}, inside());
    case "h3": return el("h5", {}, inside());
    case "small": return el("small", {}, inside());
    case "quote": return el("blockquote", {}, inside());
    case "code": return el("pre", { tabindex: "0" }, el("code", {}, part.c));
    case "mono": return el("code", {}, part.c);
    case "list": return lists(part.c, view);
    case "link": return isWeb(part.url) ? link(part.url, {}, inside()) : el("span", {}, inside());
    case "user": return mention(`@${view.names[part.id] ?? "unknown-user"}`);
    case "role": return mention(`@${view.roles[part.id] ?? "unknown-role"}`);
    case "channel": return mention(`#${view.places[part.id] ?? "unknown"}`);
    case "command": return mention(part.c);
    case "emoji": return el("span", {}, part.c);
    case "time": return moment(part.seconds, part.style);
    case "spoiler": return spoiler(inside());
    default: return el(part.t, {}, inside());
  }
}

/** Items as lists, a new one where bullets turn into numbers; those further in hang on the one before. */
function lists(items, view) {
  const home = el("div", { class: "lists" });
  for (const item of items) {
    const line = el("li", {}, all(item.c, view));
    const above = item.deep ? home.lastElementChild?.lastElementChild : undefined;
    listFor(item, above ?? home).append(line);
  }
  return home;
}

function listFor(item, home) {
  const tag = item.number === undefined ? "ul" : "ol";
  const last = home.lastElementChild;
  if (last?.localName === tag) return last;
  const list = el(tag, item.number === undefined ? {} : { start: item.number });
  home.append(list);
  return list;
}

/** Hidden words with a button before them: the words may hold links, which a button must not. */
export function spoiler(children) {
  const id = freshId("spoiler");
  const words = el("span", { id, class: "revealed", hidden: true }, children);
  const shows = button({ class: "spoiler", "aria-expanded": "false", "aria-controls": id }, "Show spoiler");
  shows.addEventListener("click", () => {
    words.hidden = !words.hidden;
    shows.setAttribute("aria-expanded", String(!words.hidden));
    shows.textContent = words.hidden ? "Show spoiler" : "Hide spoiler";
  });
  return el("span", {}, shows, words);
}

function moment(seconds, style) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return el("span", {}, "Invalid date");
  const whole = date.toLocaleString("en", STYLES.F);
  const text = style === "R" ? relative(seconds - Date.now() / 1000) : date.toLocaleString("en", STYLES[style]);
  return el("time", { datetime: date.toISOString(), title: whole }, text);
}

function relative(seconds) {
  const [unit, size] = UNITS.find(([, least]) => Math.abs(seconds) >= least) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
