// Discord's Markdown: a text to a tree of plain values, and the tree to nodes. The tree is what tests look at.
//
// Every step moves on by at least a character and looks ahead no further than it must; depth is bounded, so that no text is slow.

const DEEPEST = 12;
const MARKS = [["***", "strong-em"], ["**", "strong"], ["__", "u"], ["~~", "s"], ["||", "spoiler"], ["*", "em"], ["_", "em"]];
const LINK = /\[([^\]\n]{1,300})\]\(<?(https?:\/\/[^\s()<>]{1,600})>?\)/iy;
const BARE = /https?:\/\/[^\s<>]{1,600}/iy;
const ANGLED = /<(https?:\/\/[^\s<>]{1,600})>/iy;
const NAMED = /<(@[!&]?|#)(\d{1,20})>/y;
const COMMAND = /<\/([^:<>\n]{1,100}):\d{1,20}>/y;
const TIME = /<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y;

const at = (pattern, text, from) => {
  pattern.lastIndex = from;
  return pattern.exec(text);
};

/** A text to blocks: `{t: "p" | "h1" … | "small" | "quote" | "list" | "code", …}`. */
export function parse(text) {
  const blocks = [];
  let rest = String(text);
  for (;;) {
    const open = rest.indexOf("```");
    const close = open < 0 ? -1 : rest.indexOf("```", open + 3);
    if (close < 0) break;
    blocks.push(...lines(rest.slice(0, open).replace(/\n$/, "")));
    const inside = rest.slice(open + 3, close);
    const code = inside.replace(/^[a-z0-9+-]{1,20}\n/i, "").replace(/^\n/, "").replace(/\n$/, "");
    blocks.push({ t: "code", c: [code] });
    rest = rest.slice(close + 3).replace(/^\n/, "");
  }
  blocks.push(...lines(rest));
  return blocks;
}

function lines(text, depth = 0) {
  const blocks = [];
  if (text === "") return blocks;
  const all = text.split("\n");
  for (let i = 0; i < all.length; i += 1) {
    const line = all[i];
    if (depth === 0 && line.startsWith(">>> ")) {
      blocks.push({ t: "quote", c: lines([line.slice(4), ...all.slice(i + 1)].join("\n"), 1) });
      break;
    }
    if (depth === 0 && line.startsWith("> ")) {
      const quoted = [];
      for (; i < all.length && all[i].startsWith("> "); i += 1) quoted.push(all[i].slice(2));
      i -= 1;
      blocks.push({ t: "quote", c: lines(quoted.join("\n"), 1) });
      continue;
    }
    const heading = /^(#{1,3}|-#) (.*)$/.exec(line);
    if (heading) {
      blocks.push({ t: heading[1] === "-#" ? "small" : `h${heading[1].length}`, c: inline(heading[2]) });
      continue;
    }
    if (item(line)) {
      const items = [];
      const numbered = item(line).number !== undefined;
      for (; i < all.length; i += 1) {
        const next = item(all[i]);
        // Numbers behind dots begin a list of their own, unless they stand further in.
        if (!next || (!next.deep && (next.number !== undefined) !== numbered)) break;
        items.push(next);
      }
      i -= 1;
      blocks.push({ t: "list", c: items });
      continue;
    }
    const last = blocks.at(-1);
    if (last?.t === "p") last.text += `\n${line}`;
    else blocks.push({ t: "p", text: line });
  }
  // Only now, because marks may reach over lines.
  return blocks.map((block) => (block.text === undefined ? block : { t: "p", c: inline(block.text) }));
}

/** An item of a list: how deep, its number or none, its text. */
function item(line) {
  const found = /^( {0,3}|\t)(?:[-*]|(\d{1,9})\.) (.*)$/.exec(line);
  return found && { t: "item", deep: found[1].length > 1 ? 1 : 0, number: found[2], c: inline(found[3]) };
}

/** A line to texts and marks: strings, and `{t, c}` with `{t: "link", url}`, `{t: "user" | "role" | "channel", id}` and others. */
export function inline(text, depth = 0) {
  const out = [];
  let plain = "";
  const push = (node) => {
    if (plain) out.push(plain);
    plain = "";
    out.push(node);
  };
  const hopeless = new Set();
  let i = 0;
  while (i < text.length) {
    const found = special(text, i, depth, hopeless);
    if (!found) {
      plain += text[i];
      i += 1;
    } else if (typeof found.node === "string") {
      plain += found.node;
      i = found.end;
    } else {
      push(found.node);
      i = found.end;
    }
  }
  if (plain) out.push(plain);
  return out;
}

function special(text, i, depth, hopeless) {
  const c = text[i];
  if (c === "\\" && /[!-/:-@[-`{-~]/.test(text[i + 1] ?? "")) return { node: text[i + 1], end: i + 2 };
  if (c === "`") return code(text, i, hopeless);
  if (c === "[") return linked(at(LINK, text, i), i, (found) => ({ t: "link", url: found[2], c: inline(found[1], depth + 1) }), depth);
  if (c === "<") return angled(text, i);
  if (c === "h" || c === "H") return bare(text, i);
  if (depth >= DEEPEST) return undefined;
  for (const [mark, kind] of MARKS) {
    if (text.startsWith(mark, i) && !hopeless.has(mark)) {
      const end = closing(text, mark, i + mark.length);
      if (end < 0) {
        // No end from here on is none further on.
        hopeless.add(mark);
        continue;
      }
      const inside = inline(text.slice(i + mark.length, end), depth + 1);
      const node = kind === "strong-em" ? { t: "strong", c: [{ t: "em", c: inside }] } : { t: kind, c: inside };
      return { node, end: end + mark.length };
    }
  }
  return undefined;
}

function closing(text, mark, from) {
  const single = mark === "*" || mark === "_";
  if (single && /\s/.test(text[from] ?? " ")) return -1;
  for (let end = text.indexOf(mark, from); end >= 0; end = text.indexOf(mark, end + 1)) {
    if (end === from || text[end - 1] === "\\") continue;
    // A single mark is not half of a double one, and an underscore inside a word is none.
    if (single && (text[end + 1] === mark || text[end - 1] === mark)) continue;
    if (mark === "_" && /\w/.test(text[end + 1] ?? "")) continue;
    if (mark === "**" && text[end + 2] === "*") continue;
    return end;
  }
  return -1;
}

function code(text, i, hopeless) {
  const mark = text.startsWith("``", i) ? "``" : "`";
  if (hopeless.has(mark)) return undefined;
  const end = text.indexOf(mark, i + mark.length);
  if (end <= i + mark.length - 1 || end === i + mark.length) {
    if (end < 0) hopeless.add(mark);
    return undefined;
  }
  return { node: { t: "mono", c: [text.slice(i + mark.length, end)] }, end: end + mark.length };
}

function linked(found, i, make, depth) {
  // A label that is an address of its own could name another place than the one it leads to: Discord makes no link of it.
  return found && depth < DEEPEST && !/https?:\/\//i.test(found[1]) ? { node: make(found), end: i + found[0].length } : undefined;
}

function angled(text, i) {
  const after = (found, node) => ({ node, end: i + found[0].length });
  let found = at(NAMED, text, i);
  if (found) return after(found, { t: { "@": "user", "@!": "user", "@&": "role", "#": "channel" }[found[1]], id: found[2], c: [] });
  found = at(ANGLED, text, i);
  if (found) return after(found, { t: "link", url: found[1], c: [found[1]] });
  found = at(TIME, text, i);
  if (found) return after(found, { t: "time", seconds: Number(found[1]), style: found[2] ?? "f", c: [] });
  found = at(COMMAND, text, i);
  return found ? after(found, { t: "command", c: [`/${found[1]}`] }) : undefined;
}

function bare(text, i) {
  if (i > 0 && /\w/.test(text[i - 1])) return undefined;
  const found = at(BARE, text, i);
  if (!found) return undefined;
  const url = found[0].replace(/[.,:;!?)'"\]*_~|]+$/, "");
  return url.length > "https://".length ? { node: { t: "link", url, c: [url] }, end: i + url.length } : undefined;
}
