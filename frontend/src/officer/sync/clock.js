// What to add to this phone's clock to get the server's. Measured at each answer of the session call; an item carries what was known
// when it was made, so that a clock that is two hours wrong, or set right later, moves no act to another day.
import { keep, note } from "../store/notes.js";

let offset = 0;

export async function recallClock() {
  offset = (await note("clock")) || 0;
}

/** @param serverTime ISO; @param asked, heard: this phone's clock before and after the call (ms) */
export async function setClock(serverTime, asked, heard) {
  offset = Math.round(Date.parse(serverTime) - (asked + heard) / 2);
  await keep("clock", offset);
}

export const clockOffset = () => offset;
export const serverNow = () => Date.now() + offset;
