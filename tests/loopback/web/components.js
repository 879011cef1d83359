// Buttons, menus, embeds and the like, as they hang on messages.

import { el, freshId, isWeb, slug } from "./dom.js";
import { markdown } from "./render.js";

const STYLES = { 1: "style-1", 2: "style-2", 3: "style-3", 4: "style-4", 5: "style-5" };

/** All components of a message. `touch(order)` tells what was pressed or chosen. */
export const components = (list, message, page) => (list ?? []).map((part) => component(part, message, page));

function component(part, message, page) {
  switch (part.type) {
    case 1: return el("div", { class: "row" }, components(part.components, message, page));
    case 2: return button(part, message, page);
    case 3: return picker(part, message, page);
    case 9: return el("div", { class: "section" }, components(part.components, message, page), part.accessory && component(part.accessory, message, page));
    case 10: return el("div", { class: "content" }, markdown(part.content ?? "", page.view));
    case 11: return picture(part.media?.url, part.description);
    case 12: return el("div", {}, (part.items ?? []).map((item) => picture(item.media?.url, item.description)));
    case 14: return el("hr");
    case 17: return bordered(el("div", { class: "container" }, components(part.components, message, page)), part.accent_color);
    default: return el("p", { class: "about" }, "[something this page does not show]");
  }
}

/** Nothing is loaded from elsewhere: a picture is its description and its address. */
const picture = (url, text) => el("p", { class: "about" }, `[picture: ${text || "no description"}${url ? `, ${url}` : ""}]`);

function button(part, message, page) {
  const label = [part.emoji?.name, part.label].filter(Boolean).join(" ") || "button";
  if (part.style === 5) {
    return isWeb(part.url)
      ? el("a", { class: "button", href: part.url, rel: "noopener noreferrer nofollow", target: "_blank" }, `${label} (link)`)
      : el("span", {}, label);
  }
  return el("button", {
    type: "button", class: STYLES[part.style] ?? "style-2", disabled: Boolean(part.disabled), "data-testid": `component-${slug(part.label || part.custom_id)}`,
    "data-key": part.custom_id, onclick: (event) => page.touch({ op: "press", message: message.id, custom_id: part.custom_id }, event.currentTarget),
  }, label);
}

function picker(part, message, page) {
  const id = freshId("pick");
  const most = part.max_values ?? 1;
  const blank = most === 1 && !(part.options ?? []).some((option) => option.default);
  const select = el("select", { id, multiple: most > 1, disabled: Boolean(part.disabled), "data-testid": `component-${slug(part.placeholder || part.custom_id)}`, "data-key": part.custom_id },
    blank && el("option", { value: "" }, part.placeholder || "Make a selection"),
    (part.options ?? []).map((option) => el("option", { value: option.value, selected: Boolean(option.default) }, option.description ? `${option.label}: ${option.description}` : option.label)));
  const choose = el("button", {
    type: "button", disabled: Boolean(part.disabled), "data-testid": `choose-${slug(part.placeholder || part.custom_id)}`,
    onclick: (event) => {
      const values = [...select.selectedOptions].map((option) => option.value).filter(Boolean);
      page.touch({ op: "select", message: message.id, custom_id: part.custom_id, values }, event.currentTarget);
    },
  }, "Choose");
  return el("div", { class: "picker" }, el("label", { for: id }, part.placeholder || "Make a selection"), el("div", { class: "row" }, select, choose));
}

export function embed(part, page) {
  const text = (value) => markdown(value ?? "", page.view);
  const titled = isWeb(part.url) ? el("a", { href: part.url, rel: "noopener noreferrer nofollow", target: "_blank" }, part.title) : part.title;
  return bordered(el("div", { class: "embed content", role: "group", "aria-label": "Embed" },
    part.author?.name && el("p", { class: "about" }, part.author.name),
    part.title && el("p", {}, el("strong", {}, titled)),
    part.description && text(part.description),
    part.fields?.length > 0 && el("dl", {}, part.fields.map((field) => el("div", { class: field.inline ? "inline" : "" }, el("dt", {}, field.name), el("dd", {}, text(field.value))))),
    (part.image || part.thumbnail) && picture((part.image ?? part.thumbnail).url, "embedded"),
    part.footer?.text && el("small", {}, part.footer.text)), part.color);
}

/** Gives a box the colour of its edge, a number as Discord writes it. */
function bordered(box, colour) {
  if (Number.isInteger(colour)) box.style.borderLeftColor = `#${colour.toString(16).padStart(6, "0").slice(-6)}`;
  return box;
}
