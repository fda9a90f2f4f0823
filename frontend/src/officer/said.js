// The one thing the app has just said: shown at the foot of every screen, read aloud, and while it can be, taken back.
import { useEffect, useState } from "preact/hooks";
import { signal } from "../scanning/signals.js";

const SHOWN_FOR = 10000;
const listeners = new Set();
let said = null;
let timer = 0;

/** @param told {text, kind: "good"|"again"|"wrong"|"held", undo?: item id, action?: {label, run}} */
export function say(told) {
  clearTimeout(timer);
  said = { ...told, at: Date.now() };
  if (told.kind) signal(told.kind);
  timer = setTimeout(hush, SHOWN_FOR);
  tell();
}

export function hush() {
  said = null;
  tell();
}

function tell() {
  listeners.forEach((listener) => listener());
}

export function useSaid() {
  const [, turn] = useState(0);
  useEffect(() => {
    const listener = () => turn((n) => n + 1);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, []);
  return said;
}
