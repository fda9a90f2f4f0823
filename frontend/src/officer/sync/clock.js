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
  // A full phone goes without; it must be able to send.
  await keep("clock", offset).catch(() => {});
}

export const clockOffset = () => offset;
export const serverNow = () => Date.now() + offset;

const two = (n) => String(n).padStart(2, "0");

/** "2026-11-26": the local day of a moment by the server's clock (ms), now where none is given; the phone's zone is the campaign's. */
export function serverDay(moment = serverNow()) {
  const at = new Date(moment);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
