// Making elements. Text goes in as text nodes alone, so that nothing anybody writes can become markup.

/** An element with attributes, properties and listeners (`on…`), and children: nodes, texts or nothing. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (key === "value" || key === "selected" || key === "disabled" || key === "hidden") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child !== undefined && child !== null && child !== false && child !== ""));
  return node;
}

/** A label as it stands in a test hook: lower case letters, digits and hyphens. */
export const slug = (text) => String(text).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

export const byId = (id) => document.getElementById(id);

/** Web addresses alone may be followed. */
export const isWeb = (url) => typeof url === "string" && /^https?:\/\//i.test(url);

let made = 0;
/** An id nothing else has, for labels. */
export const freshId = (start) => `${start}-${++made}`;
