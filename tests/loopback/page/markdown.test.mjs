// Run with `node --test tests/loopback/page/`. Texts and what their tree must be: marks by name, text as it stands.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "./markdown.js";

const p = (...c) => ({ t: "p", c });
const strong = (...c) => ({ t: "strong", c });
const em = (...c) => ({ t: "em", c });
const u = (...c) => ({ t: "u", c });
const s = (...c) => ({ t: "s", c });
const spoiler = (...c) => ({ t: "spoiler", c });
const mono = (text) => ({ t: "mono", c: [text] });
const code = (text) => ({ t: "code", c: [text] });
const quote = (...c) => ({ t: "quote", c });
const link = (url, ...c) => ({ t: "link", url, c: c.length > 0 ? c : [url] });
const item = (deep, ...c) => ({ t: "item", deep, c });
const numbered = (deep, number, ...c) => ({ t: "item", deep, number, c });
const list = (...c) => ({ t: "list", c });

const CASES = [
  ["", []],
  ["plain", [p("plain")]],
  ["two\n\nlines", [p("two", "\n", "\n", "lines")]],
  ["<script>alert(1)</script>", [p("<script>alert(1)</script>")]],
  // Marks.
  ["**b** and *i* and _i_", [p(strong("b"), " and ", em("i"), " and ", em("i"))]],
  ["***both***", [p(strong(em("both")))]],
  ["***a** b*", [p(em(strong("a"), " b"))]],
  ["***a* b**", [p(strong(em("a"), " b"))]],
  ["**b *i* b**", [p(strong("b ", em("i"), " b"))]],
  ["*i **b** i*", [p(em("i ", strong("b"), " i"))]],
  ["__u__ ~~s~~ ||x||", [p(u("u"), " ", s("s"), " ", spoiler("x"))]],
  ["||**b** `c`||", [p(spoiler(strong("b"), " ", mono("c")))]],
  ["**over\nlines**", [p(strong("over", "\n", "lines"))]],
  ["snake_case_word and 2*3*4 *", [p("snake_case_word and 2", em("3"), "4 *")]],
  ["* not * emphasis", [list(item(0, "not * emphasis"))]],
  ["a * b * c", [p("a * b * c")]],
  ["**open", [p("**open")]],
  ["*a **b*", [p(em("a **b"))]],
  ["~one~ |one|", [p("~one~ |one|")]],
  ["**** ||||", [p("**** ||||")]],
  // Blocks.
  ["-# small **b**", [{ t: "small", c: ["small ", strong("b")] }]],
  ["# one\n## two\n### three\n#### no", [{ t: "h1", c: ["one"] }, { t: "h2", c: ["two"] }, { t: "h3", c: ["three"] }, p("#### no")]],
  ["#no\n# ", [p("#no", "\n", "# ")]],
  ["> a\n> b\nc", [quote(p("a", "\n", "b")), p("c")]],
  ["> # h\n> > q", [quote({ t: "h1", c: ["h"] }, p("> q"))]],
  [">>> a\nb\n- c", [quote(p("a", "\n", "b"), list(item(0, "c")))]],
  ["> ```\n> x\n> ```", [quote(code("x"))]],
  [">no", [p(">no")]],
  ["- a\n  - b\n1. c", [list(item(0, "a"), item(1, "b"), numbered(0, "1", "c"))]],
  ["text\n* a\n\t2. b\nend", [p("text"), list(item(0, "a"), numbered(1, "2", "b")), p("end")]],
  ["-no\n1.no", [p("-no", "\n", "1.no")]],
  // Code.
  ["`a*b*` ``c`d``", [p(mono("a*b*"), " ", mono("c`d"))]],
  ["`` `x` ``", [p(mono("`x`"))]],
  ["`open **b**", [p("`open ", strong("b"))]],
  ["```rs\nlet x;\n```", [code("let x;")]],
  ["a ```one``` b", [p("a "), code("one"), p(" b")]],
  ["```\n> **x**\n# y\n```", [code("> **x**\n# y")]],
  ["```word\n```", [code("word")]],
  ["```open", [p("```open")]],
  ["\\```x```", [p("```x```")]],
  // Links.
  ["[t](https://e.org) <https://e.org> https://e.org.", [p(link("https://e.org", "t"), " ", link("https://e.org"), " ", link("https://e.org"), ".")]],
  ["[**b**](https://e.org/a_(b))", [p(link("https://e.org/a_(b)", strong("b")))]],
  ["(https://e.org/a_b_c) ||https://e.org/x||", [p("(", link("https://e.org/a_b_c"), ") ", spoiler(link("https://e.org/x")))]],
  ["**https://e.org**", [p(strong(link("https://e.org")))]],
  ["[t](javascript:x)", [p("[t](javascript:x)")]],
  ["[t](JavaScript:x) <javascript:x> javascript:x", [p("[t](JavaScript:x) <javascript:x> javascript:x")]],
  ["[t](data:text/html,x) [t](//e.org)", [p("[t](data:text/html,x) [t](//e.org)")]],
  ["[https://a.org](https://b.org)", [p("[", link("https://a.org"), "](", link("https://b.org"), ")")]],
  ["http:// xhttps://e.org", [p("http:// xhttps://e.org")]],
  // Names.
  [
    "<@1> <@!1> <@&2> <#3> </ask:4> <:x:5>",
    [p({ t: "user", id: "1", c: [] }, " ", { t: "user", id: "1", c: [] }, " ", { t: "role", id: "2", c: [] }, " ", { t: "channel", id: "3", c: [] }, " ", { t: "command", c: ["/ask"] }, " ", { t: "emoji", c: [":x:"] })],
  ],
  ["<t:1> <t:-5:R> <t:1:x>", [p({ t: "time", seconds: 1, style: "f", c: [] }, " ", { t: "time", seconds: -5, style: "R", c: [] }, " <t:1:x>")]],
  ["<@x> <@1 <#> </:1>", [p("<@x> <@1 <#> </:1>")]],
  // Escapes.
  ["\\*not\\* \\\\ \\_", [p("*not* \\ _")]],
  ["\\# no\n\\> no\n\\- no", [p("# no", "\n", "> no", "\n", "- no")]],
  ["**a\\*\\*b**", [p(strong("a**b"))]],
  ["c:\\dir \\", [p("c:\\dir \\")]],
];

for (const [text, tree] of CASES) test(JSON.stringify(text), () => assert.deepEqual(parse(text), tree));

/** All text of a tree, as it would be read. */
const read = (part) => (typeof part === "string" ? part : part.c.map(read).join(""));
const depth = (part) => (typeof part === "string" ? 0 : 1 + Math.max(0, ...part.c.map(depth)));

const PIECES = [
  "*", "**", "***", "_", "__", "||", "~~", "`", "``", "```", "[", "[a](", "[a](https://", "(", "<", "<@", "<t:1", "> ", ">>> ", "- ", "# ", "  - ", "*a ", "_a ",
  "**a* ", "*a_ ", "*a _b ", "a* ", "\\", "http", "https://", "https://a)", "!", " ", "\n", "`\n``\n", "||*a", "\t", "1. ", "[\\",
];

test("no text takes long", () => {
  for (const piece of PIECES) {
    for (const text of [piece.repeat(4000 / piece.length), `${"*a ".repeat(600)}${piece.repeat(2200 / piece.length)}`]) {
      const from = performance.now();
      parse(text);
      const took = performance.now() - from;
      assert.ok(took < 500, `${JSON.stringify(piece)}: ${took} ms`);
    }
  }
});

test("marks in marks end somewhere, and no letter is lost", () => {
  const half = Array.from({ length: 300 }, (_, i) => (i % 2 ? "*a" : "_a"));
  const text = `${half.join(" ")} ${half.toReversed().map((mark) => `a${mark[0]}`).join(" ")}`;
  const tree = parse(text);
  assert.ok(depth({ t: "", c: tree }) < 25);
  assert.equal(tree.map(read).join("").replace(/[^a]/g, "").length, 600);
});
