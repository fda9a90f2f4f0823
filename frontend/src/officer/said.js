// The one thing the app has just said: shown at the foot of every screen, read aloud, and while it can be, taken back.
import { signal } from "../scanning/signals.js";
import { newBell } from "./bell.js";

const SHOWN_FOR = 10000;
const ON_THE_WAY = 500;
const bell = newBell();
let said = null;
let timer = 0;

/** A code that is still before the lens: it is told, and what was said of it can still be taken back. */
export function sayAgain(text) {
  if (!said || (!said.undo && !said.action)) {
    say({ text, kind: "again" });
    return;
  }
  // What offers a way on has said already that the code came again.
  if (said.undo) said = { ...said, text, kind: "again" };
  signal("again");
  bell.ring();
}

/** @param told {text, kind: "good"|"again"|"wrong"|"held", undo?: item id, action?: {label, run}} */
export function say(told) {
  clearTimeout(timer);
  said = { ...told, at: Date.now() };
  if (told.kind) signal(told.kind);
  timer = setTimeout(hush, SHOWN_FOR);
  bell.ring();
}

/** Another screen has come: what was said before it is of no use there. What was said on the way here stays. */
export function leaveBehind() {
  if (said && Date.now() - said.at > ON_THE_WAY) hush();
}

export function hush() {
  said = null;
  bell.ring();
}

export function useSaid() {
  bell.useRing();
  return said;
}
