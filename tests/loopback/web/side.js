// The sides: where one can go, who one is, things to try, pins, faults.

import { byId, el, slug } from "./dom.js";
import { one } from "./messages.js";

const FORUM = 15;
const THREAD = 11;

/** Fills a part of the page anew when what it shows has changed; the focus stays where its like is still there. */
function fill(home, state, make) {
  const now = JSON.stringify(state);
  if (home.state === now) return;
  home.state = now;
  const focused = home.contains(document.activeElement) ? document.activeElement.dataset.testid : undefined;
  home.replaceChildren(...make());
  if (focused) [...home.querySelectorAll("[data-testid]")].find((node) => node.dataset.testid === focused)?.focus();
}

export function showPlaces(page) {
  const { servers, dms, channel } = page.view;
  fill(byId("places"), [servers, dms, channel.id], () => [
    ...servers.flatMap((server) => [el("h2", {}, server.name), el("ul", {}, server.channels.filter((place) => place.type !== THREAD).map((place) => entry(place, server, page)))]),
    el("h2", {}, "Direct messages"),
    el("ul", {}, dms.map((dm) => el("li", {}, go(dm.id, dm.name, "dm", dm.id === channel.id, page)))),
  ]);
}

function entry(place, server, page) {
  const threads = server.channels.filter((thread) => thread.parent_id === place.id && thread.type === THREAD);
  const mark = place.type === FORUM ? "Forum: " : "# ";
  return el("li", {}, go(place.id, mark + place.name, `channel-${slug(place.name)}`, place.id === page.view.channel.id, page),
    threads.length > 0 && el("ul", {}, threads.map((thread) => el("li", {}, go(thread.id, thread.name + (thread.archived ? " (archived)" : ""), `channel-${slug(thread.name)}`, thread.id === page.view.channel.id, page)))));
}

const go = (id, label, hook, here, page) => el("button", { type: "button", "data-testid": hook, "aria-current": here ? "page" : undefined, onclick: () => page.goTo(id) }, label);

export function showPeople(page) {
  const { people, me } = page.view;
  const select = byId("person");
  fill(select, people, () => people.map((person) => el("option", { value: person.id }, `${person.name} (${person.roles.join(", ").toLowerCase() || "member"})`)));
  if (select.value !== me) select.value = me;
}

export function showStarters(page) {
  const home = byId("starters");
  fill(home, page.view.starters, () => [
    el("h2", { id: "starters-title" }, "Try it"),
    ...page.view.starters.map((starter) => el("div", { class: "starter" },
      el("div", { class: "row" },
        el("button", { type: "button", class: "go", "data-testid": `starter-${starter.id}`, onclick: () => page.start(starter) }, starter.title),
        el("button", { type: "button", "data-testid": `why-${starter.id}`, "aria-label": `Why, for: ${starter.title}`, onclick: () => page.why(starter.text) }, "Why")),
      el("p", { class: "about" }, `“${starter.text}” ${starter.about}`))),
  ]);
  home.hidden = page.view.starters.length === 0;
}

export function showPins(page) {
  fill(byId("pin-list"), [page.view.pins, page.view.me], () => (page.view.pins.length === 0
    ? [el("p", { class: "about" }, "Nothing is pinned here.")]
    : page.view.pins.map((message) => one(message, page, true))));
}

export function showFaults(page) {
  fill(byId("fault-list"), page.view.faults, () => page.view.faults.map((fault) => el("button", {
    type: "button", "data-testid": `fault-${fault.name}`, onclick: async () => {
      const said = byId("fault-said");
      said.textContent = await page.act({ op: "fault", name: fault.name }).then(() => `Done: ${fault.title}.`, (error) => error.message);
    },
  }, fault.title)));
}
