// The first screen: one big button, the help button, and what is under way.
import { act } from "../acts/keeping.js";
import { help as helpGiven } from "../acts/making.js";
import { isReturned, rows } from "../acts/record.js";
import { openTalks, talkOfToday } from "../acts/talks.js";
import { go } from "../nav.js";
import { label, nameOf, time, words } from "../words/words.js";
import { goOn, usePhone } from "../phone.js";
import { beginHandover } from "../sync/session.js";
import { Button, Foot, Primary, useArrival } from "./parts.jsx";

// A thumb that taps twice meant once.
const TWICE = 700;

/** 帮装 +1. */
export function Help(given) {
  const t = words();
  const help = () => act("install", helpGiven(talkOfToday()), { told: t.helped, undoable: true, shown: { what: "install" } });
  return <Button rests={TWICE} onClick={help} {...given}>{t.help}</Button>;
}

export function Home() {
  const t = words();
  const { officer, mode, list } = usePhone();
  const talks = openTalks();
  const returned = rows().filter((row) => row.item && isReturned(row.item));
  useArrival(t.app);
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
        <Help class="btn btn-quiet btn-help" />
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

function SignedOut() {
  const t = words();
  return (
    <div class="notice notice-care">
      <p>{t.signedOutKeep}</p>
      <LogIn class="btn btn-quiet" />
    </div>
  );
}

export function Welcome() {
  const t = words();
  const { mode, former, busy } = usePhone();
  useArrival(t.logInFirst);
  if (busy) return <p class="loading" role="status">{t.syncing}</p>;
  return (
    <main class="home" id="content">
      <div class="home-body home-welcome">
        <h1 tabIndex={-1}>{t.logInFirst}</h1>
        <p>{t.logInFirstWhy}</p>
        {former && mode !== "online" && <Primary onClick={goOn}>{t.itIsI(former.name)}</Primary>}
        {mode !== "offline" && <LogIn class={`btn btn-wide ${former ? "btn-quiet" : "btn-primary"}`} />}
      </div>
    </main>
  );
}

/** The way to the page for logging in. From then on nobody is at work here until the server says who. */
function LogIn(given) {
  const address = `${document.documentElement.dataset.login}?next=${encodeURIComponent(location.pathname)}`;
  const go = async (event) => {
    event.preventDefault();
    await beginHandover().catch(() => {});
    location.assign(address);
  };
  return <a href={address} onClick={go} {...given}>{words().logIn}</a>;
}
