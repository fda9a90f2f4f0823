// Tells one code held before the lens from a code that is shown again: the camera sees both a dozen times a second.

// Out of view for so long, a code that comes back is shown anew. Shorter gaps are a trembling hand.
const GONE_MS = 1500;
// A code that was taken away for so long and brought back was meant to be scanned again.
const AWAY_MS = 400;
// Whoever still holds a code there has not noticed that it was read.
const HELD_MS = 3000;

export class Sightings {
  #inView = new Map();

  /**
   * The camera reads `text` at `now` (milliseconds).
   *
   * @returns "new" for a code that just came into view; "again", once while it stays, for one that is held there or
   *   brought back at once; null where nothing needs saying.
   */
  see(text, now) {
    this.#forget(now);
    const seen = this.#inView.get(text);
    if (!seen) {
      this.#inView.set(text, { first: now, last: now, wasTold: false });
      return "new";
    }
    const isAgain = now - seen.last >= AWAY_MS || now - seen.first >= HELD_MS;
    seen.last = now;
    if (!isAgain || seen.wasTold) return null;
    seen.wasTold = true;
    return "again";
  }

  #forget(now) {
    for (const [text, { last }] of this.#inView) {
      if (now - last >= GONE_MS) this.#inView.delete(text);
    }
  }
}
