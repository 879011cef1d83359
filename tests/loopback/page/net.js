// Talking with the server: the view of one person, deeds, and word of changes.

const VIEW = "/__page/view";
const ACT = "/__page/act";
const CHANGES = "/__page/changes";
/** Least time between two looks, and how soon what failed is tried again, in milliseconds. */
const PACE = 200;
const AGAIN = 1500;
/** A look that takes longer than this is given up. */
const PATIENCE = 10_000;

const SILENT = "The demonstration does not answer. Is it still running? Trying again…";
const LOST = "The connection to the demonstration is lost. Trying again…";

/** Carries out a deed; throws an `Error` with the server's sentence when it is refused. */
export async function act(order) {
  let answer;
  try {
    answer = await fetch(ACT, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(order) });
  } catch {
    throw new Error("The demonstration does not answer. Is it still running?");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error || `The demonstration refused this (status ${answer.status}).`);
  return body;
}

/** Keeps looking: at every change, not more often than `PACE`, and never twice at once. */
export class Watch {
  /** `where()` says who looks at what; `show(view)` and `trouble(text)` are told what came of it. */
  constructor(where, show, trouble) {
    Object.assign(this, { where, show, trouble, busy: false, wanted: false, last: -PACE });
    this.listen();
    this.look();
  }

  listen() {
    const stream = new EventSource(CHANGES);
    stream.onmessage = () => this.look();
    stream.onopen = () => this.look();
    stream.onerror = () => {
      // The browser gives up on some answers for good, so that trying again is done here.
      stream.close();
      this.trouble(LOST);
      setTimeout(() => this.listen(), AGAIN);
    };
  }

  /** Looks soon. A look that is under way is followed by another, since it may have missed the change. */
  look() {
    this.wanted = true;
    if (this.busy) return;
    this.busy = true;
    setTimeout(() => this.fetch(), Math.max(0, this.last + PACE - performance.now()));
  }

  async fetch() {
    this.last = performance.now();
    this.wanted = false;
    const asked = this.where();
    try {
      const answer = await fetch(`${VIEW}?${new URLSearchParams(asked)}`, { signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) throw new Error(LOST);
      this.came(await answer.json(), asked);
    } catch (error) {
      console.error(error);
      this.trouble(SILENT);
      setTimeout(() => this.look(), AGAIN);
    }
    this.busy = false;
    if (this.wanted) this.look();
  }

  came(view, asked) {
    const now = this.where();
    // Somebody went elsewhere meanwhile: what came is of no use any more.
    if (now.as !== asked.as || now.channel !== asked.channel) {
      this.wanted = true;
      return;
    }
    this.trouble(view.error ?? "");
    if (!view.error) this.show(view);
  }
}
