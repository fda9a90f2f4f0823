// The first screen: one big button, the help button, and what is under way.
import { useState } from "preact/hooks";
import { act } from "../acts/keeping.js";
import { help } from "../acts/making.js";
import { isReturned } from "../acts/record.js";
import { openTalks } from "../acts/talks.js";
import { go } from "../nav.js";
import { label, nameOf, time, words } from "../words/words.js";
import { usePhone } from "../phone.js";
import { Foot } from "./parts.jsx";

const TWICE = 700;

export function Home() {
  const t = words();
  const { officer, mode, list, items } = usePhone();
  const talks = openTalks();
  const returned = items.filter(isReturned);
  const [resting, setResting] = useState(false);
  const helped = () => {
    // A thumb that taps twice meant once.
    setResting(true);
    setTimeout(() => setResting(false), TWICE);
    act("install", help(talks[0]), { told: t.helped, undoable: true, shown: { what: "install" } });
  };
  return (
    <main class="home" id="content">
      <h1 class="visually-hidden" tabIndex={-1}>{t.app}</h1>
      <div class="home-body">
        {mode === "login" && <SignedOut />}
        {mode !== "login" && !list && <p class="notice notice-care">{t.firstListMissing}</p>}
        <p class="who">
          {officer.name} <span class="quiet">{(officer.units || []).map(nameOf).join(" · ")}</span>
        </p>
        {talks.map((talk) => (
          <button type="button" class="under-way" key={talk.id} onClick={() => go("talk", { id: talk.id })}>
            <span class="under-way-mark">{t.underWay}</span>
            <strong>{label("activity_kind", talk.activityKind)} · {nameOf(talk.place)}</strong>
            <span class="quiet">{t.since(time(talk.startedAt))}</span>
          </button>
        ))}
        {talks.length === 0 && <p class="quiet">{t.scanWhy}</p>}
      </div>
      <Foot>
        <nav class="home-links" aria-label={t.more}>
          <button type="button" onClick={() => go("record")}>
            {t.record}
            {returned.length > 0 && <span class="count">{returned.length}</span>}
          </button>
          <button type="button" onClick={() => go("more")}>{t.more}</button>
        </nav>
        <button type="button" class="btn btn-quiet btn-help" onClick={helped} disabled={resting}>{t.help}</button>
        <button type="button" class="btn btn-primary btn-scan" onClick={() => go("scan")}>
          <ScanMark />
          {t.scan}
        </button>
      </Foot>
    </main>
  );
}

function ScanMark() {
  return (
    <svg class="scan-mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M3 10V4a1 1 0 0 1 1-1h6M22 3h6a1 1 0 0 1 1 1v6M29 22v6a1 1 0 0 1-1 1h-6M10 29H4a1 1 0 0 1-1-1v-6M3 16h26" />
    </svg>
  );
}

export function SignedOut() {
  const t = words();
  return (
    <div class="notice notice-care">
      <p>{t.signedOutKeep}</p>
      <a class="btn btn-primary" href={loginAddress()}>{t.logIn}</a>
    </div>
  );
}

export function Welcome() {
  const t = words();
  const { mode } = usePhone();
  return (
    <main class="home" id="content">
      <div class="home-body home-welcome">
        <h1 tabIndex={-1}>{t.logInFirst}</h1>
        <p>{t.logInFirstWhy}</p>
        {mode !== "offline" && <a class="btn btn-primary btn-wide" href={loginAddress()}>{t.logIn}</a>}
      </div>
    </main>
  );
}

function loginAddress() {
  return `${document.documentElement.dataset.login}?next=${encodeURIComponent(location.pathname)}`;
}
