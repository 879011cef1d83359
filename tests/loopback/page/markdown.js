// Discord's Markdown as a tree of plain values: strings, and `{t: kind, c: children, …}`.
//
// Lines are read once into blocks, and the text of a block once into marks, with a stack of those still open. A closing
// mark looks back only when a fitting opening one is known to be there, and takes all that follows it off the stack, so
// that the work grows with the length of the text and nothing else.

/** Marks nested deeper than this stay text, so that no message can make a page of a thousand boxes in boxes. */
const DEEPEST = 16;
const KINDS = { "*1": "em", "*2": "strong", _1: "em", _2: "u", "~2": "s", "|2": "spoiler" };
const MARKS = new Set(Object.values(KINDS));

const HEADING = /^(#{1,3}|-#) (.*)$/;
const ITEM = /^( {0,12}|\t{1,3})(?:[-*]|(\d{1,9})\.) (.*)$/;
const LANGUAGE = /^[\w+.#-]{1,30}\n(?=[^])/;
const PLAIN = /[^\\`[<hH*_~|]+/y;
const ESCAPED = /[!-/:-@[-`{-~]/;
const TICKS = /`+/g;
const LINK = /\[((?:\\.|[^\]\\\n]){1,300})\]\(<?(https?:\/\/(?:[^\s<>()]|\([^\s<>()]{0,200}\)){1,600})>?(?: "[^"\n]{0,200}")?\)/iy;
const BARE = /https?:\/\/[^\s<>]{1,600}/iy;
const TAIL = new Set(".,:;!?'\"]*_~|\\`");
const ANGLED = [
  [/<@!?(\d{1,20})>/y, (id) => ({ t: "user", id, c: [] })],
  [/<@&(\d{1,20})>/y, (id) => ({ t: "role", id, c: [] })],
  [/<#(\d{1,20})>/y, (id) => ({ t: "channel", id, c: [] })],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (seconds, style) => ({ t: "time", seconds: Number(seconds), style: style ?? "f", c: [] })],
  [/<\/([^:<>\n]{1,100}):\d{1,20}>/y, (name) => ({ t: "command", c: [`/${name}`] })],
  [/<a?(:\w{1,32}:)\d{1,20}>/y, (name) => ({ t: "emoji", c: [name] })],
  [/<(https?:\/\/[^\s<>]{1,600})>/iy, (url) => ({ t: "link", url, c: [url] })],
];

const isSpace = (letter) => /\s/.test(letter);
const isWord = (letter) => /[\p{L}\p{N}_]/u.test(letter);

function matched(pattern, text, from) {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

/** A text to blocks: `{t: "p" | "h1" | "h2" | "h3" | "small" | "quote" | "list" | "code", c}`. */
export const parse = (text) => new Blocks(String(text), false).read();

/** A line to texts and marks. */
export const inline = (text) => new Inline(text, false).read();

class Blocks {
  constructor(text, quoted) {
    Object.assign(this, { text, quoted, at: 0, out: [], prose: [], fences: true });
  }

  read() {
    while (this.at < this.text.length) this.block();
    this.flush();
    return this.out;
  }

  /** The line that starts here, without its end. */
  line() {
    const end = this.text.indexOf("\n", this.at);
    return this.text.slice(this.at, end < 0 ? this.text.length : end);
  }

  block() {
    const line = this.line();
    if (!this.quoted && line.startsWith(">>> ")) return this.quote(this.text.slice(this.at + 4), this.text.length);
    if (!this.quoted && line.startsWith("> ")) return this.quotedLines();
    const heading = HEADING.exec(line);
    if (heading?.[2].trim()) {
      this.at += line.length + 1;
      return this.add({ t: heading[1] === "-#" ? "small" : `h${heading[1].length}`, c: inline(heading[2].trim()) });
    }
    if (ITEM.test(line)) return this.list();
    if (this.fence(line)) return undefined;
    this.prose.push(line);
    this.at += line.length + 1;
    return undefined;
  }

  add(block) {
    this.flush();
    this.out.push(block);
  }

  flush() {
    if (this.prose.length > 0) this.out.push({ t: "p", c: inline(this.prose.join("\n")) });
    this.prose = [];
  }

  quote(text, end) {
    this.at = end;
    this.add({ t: "quote", c: new Blocks(text, true).read() });
  }

  quotedLines() {
    const lines = [];
    while (this.at < this.text.length && this.text.startsWith("> ", this.at)) {
      const line = this.line();
      lines.push(line.slice(2));
      this.at += line.length + 1;
    }
    this.quote(lines.join("\n"), this.at);
  }

  list() {
    const items = [];
    for (let found = ITEM.exec(this.line()); found; found = this.at < this.text.length && ITEM.exec(this.line())) {
      const [whole, indent, number, text] = found;
      const deep = indent.startsWith("\t") || indent.length > 1 ? 1 : 0;
      items.push({ t: "item", deep, ...(number === undefined ? {} : { number }), c: inline(text) });
      this.at += whole.length + 1;
    }
    this.add({ t: "list", c: items });
  }

  /** A block of code may start anywhere in a line, and goes on over the lines that follow. */
  fence(line) {
    const inLine = this.fences ? line.indexOf("```") : -1;
    if (inLine < 0 || line[inLine - 1] === "\\") return false;
    const open = this.at + inLine + 3;
    const close = this.text.indexOf("```", open);
    if (close < 0) this.fences = false;
    if (close <= open) return false;
    if (inLine > 0) this.prose.push(line.slice(0, inLine));
    const code = this.text.slice(open, close).replace(LANGUAGE, "").replace(/^\n/, "").replace(/\n$/, "");
    this.add({ t: "code", c: [code] });
    this.at = close + 3 + (this.text[close + 3] === "\n" ? 1 : 0);
    return true;
  }
}

class Inline {
  constructor(text, linked) {
    Object.assign(this, { text, linked, at: 0, out: [], open: [], offered: {}, heights: new Map(), hopeless: new Set() });
  }

  read() {
    while (this.at < this.text.length) {
      const atom = this.atom(this.text[this.at]);
      if (atom) {
        this.out.push(atom.node);
        this.at = atom.end;
      } else if ("*_~|".includes(this.text[this.at])) this.run(this.text[this.at]);
      else {
        const text = matched(PLAIN, this.text, this.at)?.[0] ?? this.text[this.at];
        this.out.push(text);
        this.at += text.length;
      }
    }
    return tidy(this.out);
  }

  /** What stands for itself and holds no open marks. */
  atom(letter) {
    switch (letter) {
      case "\\": {
        const next = this.text[this.at + 1] ?? "";
        return ESCAPED.test(next) ? { node: next, end: this.at + 2 } : undefined;
      }
      case "`": return this.mono();
      case "[": return this.linked ? undefined : this.masked();
      case "<": return this.angled();
      case "h":
      case "H": return this.linked ? undefined : this.bare();
      default: return undefined;
    }
  }

  /** Code in a line ends with as many backticks as it starts with. */
  mono() {
    const ticks = matched(TICKS, this.text, this.at)[0];
    const from = this.at + ticks.length;
    if (!this.hopeless.has(ticks.length)) {
      for (let found = matched(TICKS, this.text, from); found; found = TICKS.exec(this.text)) {
        if (found[0].length !== ticks.length) continue;
        const code = this.text.slice(from, found.index).replace(/^ (?=`)/, "").replace(/` $/, "`");
        return { node: { t: "mono", c: [code] }, end: found.index + ticks.length };
      }
      this.hopeless.add(ticks.length);
    }
    return { node: ticks, end: from };
  }

  /** A label that is an address itself could lead elsewhere than it says, and stays text, as at Discord. */
  masked() {
    const found = matched(LINK, this.text, this.at);
    if (!found || /https?:\/\//i.test(found[1]) || !found[1].trim()) return undefined;
    return { node: { t: "link", url: found[2], c: new Inline(found[1], true).read() }, end: this.at + found[0].length };
  }

  angled() {
    for (const [pattern, make] of ANGLED) {
      const found = matched(pattern, this.text, this.at);
      if (found && !(this.linked && pattern.source.includes("http"))) return { node: make(found[1], found[2]), end: this.at + found[0].length };
    }
    return undefined;
  }

  bare() {
    const found = isWord(this.text[this.at - 1] ?? " ") ? null : matched(BARE, this.text, this.at);
    if (!found) return undefined;
    const url = trimmed(found[0].split(/\|\||\]\(/, 1)[0]);
    return url.length > "https://".length ? { node: { t: "link", url, c: [url] }, end: this.at + url.length } : undefined;
  }

  /** A run of one mark closes what it can, and what is left of it may open something. */
  run(mark) {
    let end = this.at + 1;
    while (this.text[end] === mark) end += 1;
    const run = { mark, left: end - this.at, before: this.text[this.at - 1] ?? " ", after: this.text[end] ?? " " };
    this.at = end;
    while (run.left > 0 && this.close(run));
    if (run.left === 0) return;
    run.place = this.out.push(run) - 1;
    this.open.push(run);
    this.count(run, 1);
  }

  count(run, step) {
    for (const size of [1, 2]) if (opens(run, size)) this.offered[run.mark + size] = (this.offered[run.mark + size] ?? 0) + step;
  }

  close(run) {
    const sizes = [1, 2].filter((size) => closes(run, size) && this.offered[run.mark + size] > 0);
    if (sizes.length === 0) return false;
    for (;;) {
      const opener = this.open.at(-1);
      const size = opener.mark === run.mark && sizes.find((one) => opens(opener, one));
      this.count(opener, -1);
      if (!size) {
        this.open.pop();
        continue;
      }
      this.wrap(opener, run, size);
      return true;
    }
  }

  wrap(opener, run, size) {
    const children = this.out.splice(opener.place + 1);
    const height = 1 + Math.max(0, ...children.map((child) => this.heights.get(child) ?? 0));
    opener.left -= size;
    run.left -= size;
    if (opener.left === 0) {
      this.open.pop();
      this.out.pop();
    } else this.count(opener, 1);
    if (height > DEEPEST) {
      const mark = run.mark.repeat(size);
      this.out.push(mark, ...children, mark);
      return;
    }
    const node = { t: KINDS[run.mark + size], c: children };
    this.heights.set(node, height);
    this.out.push(node);
  }
}

/** A single mark is never half of a double one, so that it needs an odd run. */
const fits = (run, size) => run.mark + size in KINDS && (size === 2 ? run.left >= 2 : run.left % 2 === 1);
const opens = (run, size) => fits(run, size) && (size === 2 || (!isSpace(run.after) && (run.mark !== "_" || !isWord(run.before))));
const closes = (run, size) => fits(run, size) && (size === 2 || (!isSpace(run.before) && (run.mark !== "_" || !isWord(run.after))));

/** An address without the punctuation of the sentence around it. */
function trimmed(url) {
  let end = url.length;
  let surplus = url.split(")").length - url.split("(").length;
  while (end > 0 && (TAIL.has(url[end - 1]) || (url[end - 1] === ")" && surplus > 0))) {
    if (url[end - 1] === ")") surplus -= 1;
    end -= 1;
  }
  return url.slice(0, end);
}

/** Texts that touch become one, broken at line ends; marks that were never closed become text. */
function tidy(parts) {
  const out = [];
  let text = "";
  const flush = () => {
    out.push(...text.split(/(\n)/).filter(Boolean));
    text = "";
  };
  for (const part of parts) {
    if (typeof part === "string") text += part;
    else if (part.mark) text += part.mark.repeat(part.left);
    else {
      flush();
      out.push(MARKS.has(part.t) ? { t: part.t, c: tidy(part.c) } : part);
    }
  }
  flush();
  return out;
}
