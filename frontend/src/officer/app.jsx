// The officer's app: one screen at a time, and at its foot what was just said.
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { useScreen } from "./nav.js";
import { start, usePhone } from "./phone.js";
import { Letter, Materials, Papers } from "./screens/bundles.jsx";
import { Home, Welcome } from "./screens/home.jsx";
import { More } from "./screens/more.jsx";
import { Heard, Status } from "./screens/parts.jsx";
import { Past } from "./screens/past.jsx";
import { Place } from "./screens/place.jsx";
import { Record } from "./screens/record.jsx";
import { CorrectRow, DiscardRow, Row, VoidRow } from "./screens/row.jsx";
import { Scan } from "./screens/scan.jsx";
import { Show } from "./screens/show.jsx";
import { Sign } from "./screens/sign.jsx";
import { End, Leaflet, Talk } from "./screens/talk.jsx";
import { Unknown } from "./screens/unknown.jsx";
import { inEnglish, words } from "./words/words.js";

const SCREENS = {
  home: Home,
  scan: Scan,
  unknown: Unknown,
  place: Place,
  talk: Talk,
  show: Show,
  activity: Show,
  end: End,
  leaflet: Leaflet,
  sign: Sign,
  letter: Letter,
  papers: Papers,
  materials: Materials,
  past: Past,
  record: Record,
  row: Row,
  void: VoidRow,
  discard: DiscardRow,
  correct: CorrectRow,
  more: More,
};

function App() {
  const { screen, props } = useScreen();
  const { ready, officer, list, language } = usePhone();
  useEffect(() => {
    document.documentElement.lang = inEnglish() ? "en" : "zh-Hans";
  }, [language]);
  if (!ready) return null;
  const Shown = officer ? SCREENS[screen] || Home : Welcome;
  const isDemonstration = list && list.campaigns.length > 0 && list.campaigns.every((each) => each.is_demonstration);
  return (
    <div class="app">
      {/* The wall sees the code alone. */}
      {Shown !== Show && <Status />}
      {isDemonstration && screen !== "scan" && <p class="demonstration">{words().demonstration}</p>}
      <Shown key={`${screen}:${JSON.stringify(props)}`} {...props} />
      <Heard />
    </div>
  );
}

export function open(root) {
  root.textContent = "";
  render(<App />, root);
  start(document.documentElement.dataset.language || "zh-hans");
}
