// Names in a text, as people type them and as Discord sends them.

const isWord = (letter) => letter !== undefined && /[\p{L}\p{N}_-]/u.test(letter);

/** Every name with what it is sent as, the longest first. A bot's role is called as the bot is: accounts come before roles. */
function known({ names = {}, roles = {}, places = {} }) {
  const of = (mark, list, sign) => Object.entries(list).map(([id, name]) => [mark + name.toLowerCase(), `<${sign}${id}>`]);
  const all = [...of("@", names, "@"), ...of("@", roles, "@&"), ...of("#", places, "#")];
  return all.filter(([said]) => said.length > 1).sort(([one], [other]) => other.length - one.length);
}

/** A typed text as it is sent: `@name` and `#name` become `<@ID>` and `<#ID>`. */
export function sent(text, view) {
  const list = known(view);
  const low = text.toLowerCase();
  // A few letters change their length in lower case, and then places in the two texts do not agree.
  if (low.length !== text.length) return text;
  let out = "";
  for (let at = 0; at < text.length;) {
    const found = "@#".includes(text[at]) && !isWord(text[at - 1]) && text[at - 1] !== "<" ? named(low, at, list) : undefined;
    out += found ? found[1] : text[at];
    at += found ? found[0].length : 1;
  }
  return out;
}

const named = (low, at, list) => list.find(([said]) => low.startsWith(said, at) && !isWord(low[at + said.length]));

/** A sent text as it was typed. */
export function typed(text, { names = {}, roles = {}, places = {} }) {
  return String(text ?? "").replace(/<(@&|@!?|#)(\d{1,20})>/g, (whole, mark, id) => {
    const name = (mark === "#" ? places : mark === "@&" ? roles : names)[id];
    return name ? `${mark[0]}${name}` : whole;
  });
}

/** What may be meant by the letters before the cursor: `{from, offers: [{label, about}]}`, or nothing. */
export function offers(text, cursor, view) {
  const found = /(?:^|[\s(])([@#])([^\s@#<>]{0,40})$/.exec(text.slice(Math.max(0, cursor - 42), cursor));
  if (!found) return undefined;
  const [, mark, start] = found;
  const bot = view.bot?.id;
  const people = Object.entries(view.names).map(([id, name]) => [name, id === bot ? "the bot" : "person"]);
  const roles = Object.values(view.roles).map((name) => [name, "role"]);
  const all = mark === "#" ? Object.values(view.places).map((name) => [name, "channel"]) : [...people, ...roles];
  const fitting = all.filter(([name], index) => name.toLowerCase().startsWith(start.toLowerCase()) && all.findIndex(([other]) => other === name) === index);
  return { from: cursor - start.length - 1, offers: fitting.slice(0, 10).map(([name, about]) => ({ label: mark + name, about })) };
}
