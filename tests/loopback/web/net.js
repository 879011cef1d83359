// Talking with the server: the view of one person, deeds, and word of changes.

const VIEW = "/__page/view";
const ACT = "/__page/act";
const CHANGES = "/__page/changes";
/** Least time between two looks, in milliseconds, and how soon a broken stream is tried again. */
const PACE = 200;
const AGAIN = 1500;

/** Carries out a deed; throws an `Error` with the server's sentence when it is refused. */
export async function act(order) {
  let answer;
  try {
    answer = await fetch(ACT, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(order) });
  } catch {
    throw new Error("The demo does not answer. Is it still running?");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error || `The demo answered with ${answer.status}.`);
  return body;
}

/** Keeps looking: at every change, not more often than `PACE`, never two looks at once. */
export class Watch {
  constructor(where, show, trouble) {
    this.where = where;
    this.show = show;
    this.trouble = trouble;
    this.busy = false;
    this.wanted = false;
    this.last = 0;
    this.listen();
    this.look();
  }

  listen() {
    const stream = new EventSource(CHANGES);
    stream.onmessage = () => this.look();
    stream.onopen = () => this.trouble("");
    stream.onerror = () => {
      stream.close();
      this.trouble("The connection to the demo is lost. Trying again…");
      setTimeout(() => this.listen(), AGAIN);
    };
  }

  /** Looks soon. A look that is under way is followed by another, since it may have missed the change. */
  look() {
    if (this.busy) {
      this.wanted = true;
      return;
    }
    this.busy = true;
    const wait = Math.max(0, this.last + PACE - performance.now());
    setTimeout(() => this.fetch(), wait);
  }

  async fetch() {
    this.last = performance.now();
    this.wanted = false;
    const asked = this.where();
    try {
      const answer = await fetch(`${VIEW}?${new URLSearchParams(asked)}`);
      const view = await answer.json();
      const now = this.where();
      // Somebody went elsewhere meanwhile: what came is of no use any more.
      if (now.as === asked.as && now.channel === asked.channel) this.show(view);
      else this.wanted = true;
    } catch {
      this.trouble("The demo does not answer. Trying again…");
    }
    this.busy = false;
    if (this.wanted) this.look();
  }
}
