// The state all screens look at, and what changes it. Screens show; rules stand in acts/ and sync/ and, for what counts, on the
// server alone.
import { UNDO_FOR } from "./acts/making.js";
import { answeredTalks } from "./acts/talks.js";
import { newBell } from "./bell.js";
import { dropList, recallList, refreshList } from "./field/list.js";
import { alter, forgetSettled, itemsOf, tidy, waitingOfOthers } from "./store/items.js";
import { keep, note } from "./store/notes.js";
import { dropTalks, talksOf } from "./store/talks.js";
import { ask } from "./sync/asking.js";
import { recallClock } from "./sync/clock.js";
import { drain } from "./sync/drain.js";
import { newPace } from "./sync/pace.js";
import { askSession, endHandover, forgetOfficer, recallHandover, recallOfficer } from "./sync/session.js";

const EVERY = 30000;
// All that could leave has left.
const DONE = new Set(["sent", "nothing", "other"]);
// Code and scope rejections may be right the next day: the batch or the membership arrived.
const JUDGED_AGAIN_AFTER = 3600 * 1000;

const state = {
  officer: null,
  // Who worked here before somebody went to log in: asked about where the network does not tell.
  former: null,
  // "online", "offline", or "login": the network is there and nobody is logged in.
  mode: navigator.onLine === false ? "offline" : "online",
  busy: false,
  items: [],
  talks: [],
  others: 0,
  list: null,
  record: null,
  lastSync: 0,
  language: "",
  // In memory only: what is kept on the phone opens nothing.
  csrf: "",
};
const bell = newBell();
const pace = newPace();
const channel = "BroadcastChannel" in window ? new BroadcastChannel("outreach-officer") : null;
let timer = 0;

export const phone = () => state;

/** The state, for a component: it is drawn again when something changes. */
export function usePhone() {
  bell.useRing();
  return state;
}

function set(changes) {
  Object.assign(state, changes);
  bell.ring();
}

/** Recall all that the phone keeps. */
export async function start(language) {
  await recallClock();
  const officer = await recallOfficer();
  const isHandedOver = await recallHandover();
  set({
    language: (await note("language")) || language,
    lastSync: (await note("lastSync")) || 0,
    officer: isHandedOver ? null : officer,
    former: isHandedOver ? officer : null,
  });
  await reload();
  // Ask that the browser keep what was not sent yet, also when the phone runs full.
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  tidy(Date.now()).catch(() => {});
  window.addEventListener("online", () => sync());
  window.addEventListener("offline", () => set({ mode: "offline" }));
  document.addEventListener("visibilitychange", () => document.hidden || sync());
  if (channel) channel.onmessage = ({ data }) => (data === "left" ? location.reload() : reload());
  setInterval(() => sync(), EVERY);
}

/** "It is I": who worked here before goes on, although the network did not say so. */
export async function goOn() {
  await endHandover();
  set({ officer: state.former, former: null });
  await reload();
}

/** Look at the phone's own database again: another tab, or an act of ours, changed it. */
export async function reload() {
  const { officer } = state;
  const kept = await keptFor(officer);
  // Somebody else may have logged in while the database answered.
  if (idOf(state.officer) === idOf(officer)) set(kept);
}

const idOf = (officer) => (officer ? officer.id : 0);

/** What the phone keeps for an officer, read at one go. */
async function keptFor(officer) {
  if (!officer) return { items: [], talks: [], list: null, record: null, others: await waitingOfOthers(0) };
  const [items, talks, others, list, record] = await Promise.all([
    itemsOf(officer.id),
    talksOf(officer.id),
    waitingOfOthers(officer.id),
    state.list && state.list.officer.id === officer.id ? state.list : recallList(officer.id),
    note(`record:${officer.id}`),
  ]);
  return { items, talks, others, list, record: record || null };
}

/** After an act of ours: show it, tell the other tabs, and see that it leaves. */
export async function changed() {
  await reload();
  if (channel) channel.postMessage("changed");
  soon();
}

/** See that what waits leaves as soon as it may: what can still be taken back waits for that long. */
function soon() {
  const waiting = queued();
  const now = Date.now();
  const waits = waiting.map((item) => (isHeld(item, now) ? item.holdUntil - now : 0));
  if (waiting.length) later(Math.min(...waits));
}

export const queued = () => state.items.filter((item) => item.state === "queued");

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(() => sync(), ms + 50);
}

let running = null;
let leaving = false;
let onAnswers = () => {};

/** `listener(items)` hears of items that waited, as a sending left them. */
export function whenAnswered(listener) {
  onAnswers = listener;
}

/** Send what waits and fetch what is old. Never twice at once; "sync now" (`force`) waits for its turn. */
export async function sync({ force = false } = {}) {
  if (leaving) return;
  if (running && force) await running;
  if (!running) {
    running = synchronise(force).finally(() => {
      running = null;
    });
  }
  await running;
}

async function synchronise(force) {
  set({ busy: true });
  try {
    const me = await askSession();
    await become(me);
    if (!me.reached) return retry(0);
    if (!me.officer) return undefined;
    const sent = await drain({ queued: () => due(force), session: async () => me, now: Date.now });
    if (sent.sent && channel) channel.postMessage("changed");
    if (sent.result === "login") set({ mode: "login" });
    if (!DONE.has(sent.result)) {
      await reload();
      return retry((sent.seconds || 0) * 1000);
    }
    pace.succeeded();
    const lastSync = Date.now();
    set({ lastSync });
    await keep("lastSync", lastSync).catch(() => {});
    const list = await refreshList(me.officer.id, Date.now(), { force });
    if (list) set({ list });
    if (force || sent.sent || !state.record) await refreshRecord(me.officer.id);
    const waited = new Set(queued().map((item) => item.id));
    await reload();
    onAnswers(state.items.filter((item) => waited.has(item.id)));
    await dropTalks(answeredTalks(state.talks, state.items));
    return soon();
  } catch (error) {
    // The phone's own database failed: nothing was lost, and the next try may find it well.
    console.info("sync", error && error.name);
    return retry(0);
  } finally {
    set({ busy: false });
  }
}

function retry(atLeast) {
  later(pace.failed(atLeast));
}

/** Items to send now: those whose time to be taken back is over ("sync now" ends it), and rejections that may be right by now. */
async function due(force) {
  const now = Date.now();
  const isDue = (item) => force || !isHeld(item, now);
  const items = await itemsOf(state.officer.id);
  return items.filter((item) => (item.state === "queued" ? isDue(item) : mayBeJudgedAgain(item, now))).reverse();
}

/** An item held for longer than is ever allowed was made while the clock was wrong. */
const isHeld = (item, now) => item.holdUntil > now && item.holdUntil <= now + UNDO_FOR;

function mayBeJudgedAgain(item, now) {
  return item.state === "rejected" && item.code !== "too_large" && now - item.answeredAt > JUDGED_AGAIN_AFTER;
}

/** Take in what the session call said: another officer comes with another queue, list and record, and the former one's list goes. */
async function become({ reached, officer, csrf }) {
  if (!reached) return set({ mode: "offline" });
  if (!officer) return set({ mode: "login" });
  await endHandover();
  const before = state.officer || state.former;
  if (before && before.id !== officer.id) await clearAway(before.id);
  const isAnother = idOf(state.officer) !== officer.id;
  return set({ mode: "online", csrf, officer, former: null, ...(isAnother ? await keptFor(officer) : {}) });
}

/** What an officer could look up here goes with the officer; what waits to be sent stays. */
async function clearAway(officer) {
  await dropList(officer);
  await keep(`record:${officer}`, null);
  await forgetSettled(officer);
}

const resultsOf = (heard) => heard && heard.status === 200 && heard.body && Array.isArray(heard.body.results) && heard.body.results;

/** Fetch the officer's own record, and the talks under way with their counters. */
export async function refreshRecord(officer) {
  const [record, talks] = await Promise.all([ask("record/"), ask("talks/")]);
  if (!resultsOf(record) || !resultsOf(talks)) return;
  await keep(`record:${officer}`, { entries: resultsOf(record), talks: resultsOf(talks), at: Date.now() }).catch(() => {});
}

/** Fetch the counters of the talks under way alone. */
export async function refreshTalks(officer) {
  const talks = resultsOf(await ask("talks/"));
  if (!talks || !state.record) return;
  await keep(`record:${officer}`, { ...state.record, talks }).catch(() => {});
  await reload();
}

/** Ask again for one item that was rejected. */
export async function sendAgain(item) {
  await alter(item.id, (kept) => (kept.state === "rejected" ? { ...kept, state: "queued", holdUntil: 0 } : null));
  await changed();
}

export async function speak(language) {
  await keep("language", language);
  set({ language });
}

/** Log out on this phone. Throws where the server did not hear of it. */
export async function leave(csrf, address) {
  leaving = true;
  try {
    if (running) await running;
    const { officer } = state;
    const response = await fetch(address, {
      method: "POST",
      body: new URLSearchParams({ csrfmiddlewaretoken: csrf }),
      credentials: "same-origin",
      redirect: "manual",
    });
    if (response.type !== "opaqueredirect" && !response.ok) throw new Error("not logged out");
    await clearAway(officer.id);
    await forgetOfficer();
    history.replaceState(null, "");
    set({ officer: null, former: null, mode: "login", list: null });
    await reload();
    if (channel) channel.postMessage("left");
  } finally {
    leaving = false;
  }
}
