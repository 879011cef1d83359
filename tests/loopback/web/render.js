// The tree of `markdown.js` to nodes.

import { el, isWeb } from "./dom.js";
import { parse } from "./markdown.js";

/** A text as nodes. `names` knows users, roles and channels by id. */
export const markdown = (text, names) => parse(text).map((block) => node(block, names));

const all = (children, names) => children.map((child) => (typeof child === "string" ? child : node(child, names)));

function node(part, names) {
  const inside = () => all(part.c, names);
  switch (part.t) {
    case "p": return el("p", {}, inside());
    case "h1": return el("h3", {}, inside());
    case "h2": return el("h4", {}, inside());
    case "h3": return el("h5", {}, inside());
    case "small": return el("small", {}, inside());
    case "quote": return el("blockquote", {}, inside());
    case "code": return el("pre", {}, el("code", {}, part.c));
    case "mono": return el("code", {}, part.c);
    case "list": return list(part.c, names);
    case "link": return isWeb(part.url) ? el("a", { href: part.url, rel: "noopener noreferrer nofollow", target: "_blank" }, inside()) : el("span", {}, inside());
    case "user": return el("span", { class: "mention" }, `@${names.names[part.id] ?? "unknown-user"}`);
    case "role": return el("span", { class: "mention" }, `@${names.roles[part.id] ?? "unknown-role"}`);
    case "channel": return el("span", { class: "mention" }, `#${names.places[part.id] ?? "unknown"}`);
    case "command": return el("span", { class: "mention" }, part.c);
    case "time": return el("time", {}, moment(part.seconds, part.style));
    case "spoiler": return spoiler(inside());
    default: return el(part.t, {}, inside());
  }
}

/** Items as a list; those further in hang on the one before. */
function list(items, names) {
  const numbered = items[0].number !== undefined;
  const top = el(numbered ? "ol" : "ul", numbered ? { start: items[0].number } : {});
  for (const item of items) {
    const line = el("li", {}, all(item.c, names));
    if (item.deep && top.lastElementChild) {
      const held = top.lastElementChild;
      const inner = held.querySelector(":scope > ul, :scope > ol") ?? held.appendChild(el(item.number === undefined ? "ul" : "ol"));
      inner.append(line);
    } else top.append(line);
  }
  return top;
}

function spoiler(children) {
  const button = el("button", { type: "button", class: "spoiler", "aria-expanded": "false", "aria-label": "Spoiler, press to show" }, el("span", {}, children));
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    if (open) button.removeAttribute("aria-label");
    else button.setAttribute("aria-label", "Spoiler, press to show");
  });
  return button;
}

function moment(seconds, style) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "Invalid date";
  if (style === "R") {
    const minutes = Math.round((date.getTime() - Date.now()) / 60000);
    return new Intl.RelativeTimeFormat("en").format(Math.abs(minutes) < 60 ? minutes : Math.round(minutes / 60), Math.abs(minutes) < 60 ? "minute" : "hour");
  }
  const styles = { t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" }, F: { dateStyle: "full", timeStyle: "short" } };
  return date.toLocaleString("en", styles[style] ?? { dateStyle: "long", timeStyle: "short" });
}
