// Moving between screens. The screen stands in the browser's own history: its back button works, and a reload stays where it was.
import { useEffect, useState } from "preact/hooks";

const HOME = { screen: "home", props: {}, depth: 0 };
const listeners = new Set();

const current = () => history.state || HOME;
const tell = () => listeners.forEach((listener) => listener());

export function go(screen, props = {}) {
  history.pushState({ screen, props, depth: current().depth + 1 }, "");
  tell();
}

/** Put another screen in the place of this one: going back does not lead here again. */
export function replace(screen, props = {}) {
  history.replaceState({ screen, props, depth: current().depth }, "");
  tell();
}

export function back() {
  if (current().depth > 0) history.back();
  else replace("home");
}

export function home() {
  const { depth } = current();
  if (depth > 0) history.go(-depth);
  else replace("home");
}

window.addEventListener("popstate", tell);

export function useScreen() {
  const [, turn] = useState(0);
  useEffect(() => {
    const listener = () => turn((n) => n + 1);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, []);
  return current();
}
