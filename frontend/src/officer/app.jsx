// The officer's app: one screen at a time, and at its foot what was just said.
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { watchAnswers } from "./acts/returned.js";
import { useScreen } from "./nav.js";
import { start, sync, usePhone } from "./phone.js";
import { Materials, Papers } from "./screens/bundles.jsx";
import { Home, Welcome } from "./screens/home.jsx";
import { Letter } from "./screens/letter.jsx";
import { More } from "./screens/more.jsx";
import { Heard, Status } from "./screens/parts.jsx";
import { Past } from "./screens/past.jsx";
import { Place } from "./screens/place.jsx";
import { Receipt } from "./screens/receipt.jsx";
import { Record } from "./screens/record.jsx";
import { CorrectRow, DiscardRow, Row, VoidRow } from "./screens/row.jsx";
import { Scan } from "./screens/scan.jsx";
import { Show } from "./screens/show.jsx";
import { Sign } from "./screens/sign.jsx";
import { End, Leaflet, Talk } from "./screens/talk.jsx";
import { Unknown } from "./screens/unknown.jsx";
import { en } from "./words/en.js";
import { inEnglish, words } from "./words/words.js";
import { zh } from "./words/zh.js";

const SCREENS = {
  home: Home,
  scan: Scan,
  unknown: Unknown,
  place: Place,
  talk: Talk,
  show: Show,
  end: End,
  leaflet: Leaflet,
  sign: Sign,
  letter: Letter,
  receipt: Receipt,
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
  const { officer, list, language } = usePhone();
  useEffect(() => {
    document.documentElement.lang = inEnglish() ? "en" : "zh-Hans";
  }, [language]);
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

// A database that says neither yes nor no (Safari 14 at times, private windows of others) must not leave a white page.
const PATIENCE = 8000;

/** Open the app in `root`, which says "opening" until there is something to show. */
export async function open(root) {
  const language = document.documentElement.dataset.language || "zh-hans";
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error("the phone's database does not answer")), PATIENCE);
  });
  try {
    await Promise.race([start(language), late]);
    root.textContent = "";
    watchAnswers();
    render(<App />, root);
    sync();
  } catch (error) {
    console.info("open", error && error.message);
    root.textContent = "";
    render(<Broken language={language} />, root);
  }
}

function Broken({ language }) {
  const t = language === "en" ? en : zh;
  return (
    <main class="home" id="content">
      <div class="home-body home-welcome">
        <h1>{t.cannotOpen}</h1>
        <p>{t.cannotOpenWhy}</p>
        <button type="button" class="btn btn-primary btn-wide" onClick={() => location.reload()}>{t.tryAgain}</button>
      </div>
    </main>
  );
}
