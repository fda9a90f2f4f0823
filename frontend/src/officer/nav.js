// Moving between screens. The screen stands in the browser's own history: its back button works, and a reload stays where it was.
import { newBell } from "./bell.js";
import { leaveBehind } from "./said.js";

const HOME = { screen: "home", props: {}, depth: 0 };
const bell = newBell();

const current = () => history.state || HOME;

export function go(screen, props = {}) {
  leaveBehind();
  history.pushState({ screen, props, depth: current().depth + 1 }, "");
  bell.ring();
}

/** Put another screen in the place of this one: going back does not lead here again. */
export function replace(screen, props = {}) {
  leaveBehind();
  history.replaceState({ screen, props, depth: current().depth }, "");
  bell.ring();
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

window.addEventListener("popstate", bell.ring);

export function useScreen() {
  bell.useRing();
  return current();
}
