// When to try again: soon at first, then ever later, and at once after a success.

const FIRST = 1000;
const LAST = 60000;

export function newPace() {
  let wait = FIRST;
  return {
    /** @returns ms until the next try */
    failed(atLeast = 0) {
      const next = Math.max(wait, atLeast);
      wait = Math.min(wait * 2, LAST);
      return next;
    },
    succeeded() {
      wait = FIRST;
    },
  };
}
