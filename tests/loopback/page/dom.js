// Making elements. Text goes in as text nodes alone, so that nothing anybody writes can become markup.

const PROPERTIES = new Set(["value", "selected", "disabled", "hidden", "checked", "multiple"]);

const shown = (child) => child !== undefined && child !== null && child !== false && child !== "";

/** An element with attributes, properties and listeners (`on…`), and children: nodes, texts or nothing. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (!shown(value) && key !== "value") continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (PROPERTIES.has(key)) node[key] = value ?? "";
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter(shown));
  return node;
}

export const button = (attributes, ...children) => el("button", { type: "button", ...attributes }, ...children);

export const byId = (id) => document.getElementById(id);

/** A label as it stands in a test hook: lower case letters, digits and hyphens. */
export const slug = (text) => String(text ?? "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

/** Web addresses alone may be followed. */
export const isWeb = (url) => typeof url === "string" && /^https?:\/\//i.test(url);

/** A link that opens elsewhere and tells the other side nothing. */
export const link = (url, attributes, ...children) =>
  el("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", ...attributes }, ...children);

let made = 0;
/** An id nothing else has, for labels. */
export const freshId = (start) => `${start}-${(made += 1)}`;

/** Fills a place anew when what it shows has changed; the focus stays where its like is still there. */
export function fill(home, state, make) {
  const now = JSON.stringify(state);
  if (home.state === now) return;
  home.state = now;
  const focused = home.contains(document.activeElement) ? document.activeElement.dataset.testid : undefined;
  home.replaceChildren(...make());
  if (focused) [...home.querySelectorAll("[data-testid]")].find((node) => node.dataset.testid === focused)?.focus();
}

/** Sets a text only where it differs: a live region that is written again is read out again. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** The name people read for an account. */
export const nameOf = (user, view) => view?.names?.[user?.id] ?? user?.global_name ?? user?.username ?? "unknown";
