// The officer's own record: what this phone holds, and what the server knows of besides.
import { changed, phone } from "../phone.js";
import { say } from "../said.js";
import { alter, enqueue, withoutSealed } from "../store/items.js";
import { clockOffset } from "../sync/clock.js";
import { words } from "../words/words.js";
import { act, voided } from "./keeping.js";
import { itemOf } from "./making.js";

const VOIDABLE = new Set(["talk", "complete", "pledge", "install", "material", "publication", "witness"]);
const COUNTS = new Set(["counted", "accepted"]);
const UNSETTLED = new Set(["malformed", "rejected"]);

/** What an item belongs to: a session's opening and its end are one act. */
const actOf = (item) => item.fields.talk || item.id;

/** Whether the officer has something to do about an item. */
export const isReturned = (item) => UNSETTLED.has(item.state) || isDoubted(item);

/** A session that waits as 同一场?, and about which nothing was said yet. */
export const isDoubted = (item) => item.state === "accepted" && item.flags.includes("same_session") && !item.settled;

const isMerged = (item) => item.state === "accepted" && item.flags.includes("same_session");

const rangeOf = ({ serial_from: from, serial_to: to, missing }) =>
  from ? `${from}–${to}${missing && missing.length ? ` (−${missing.join(", ")})` : ""}` : "";

/** Rows for the list, the newest first: {id, act, kind, at, state, ...}, from the phone or from the server. */
export function rows() {
  const { items, record } = phone();
  const entries = (record && record.entries) || [];
  const here = new Set(items.map((item) => item.id));
  const known = new Map(entries.map((entry) => [entry.submission_id, entry]));
  const gone = voided();
  const all = [
    ...items.map((item) => rowOfItem(item, gone, known.get(item.id))),
    ...entries.filter((entry) => !here.has(entry.submission_id)).map((entry) => rowOfEntry(entry, gone)),
  ];
  // A completed session is shown once, by its completion; a void by what it voided. What came back is shown in any case.
  const completed = new Set(all.filter((row) => row.kind === "complete").map((row) => row.act));
  const isShown = (row) => UNSETTLED.has(row.state) || (row.kind !== "void" && (row.kind !== "talk" || !completed.has(row.act)));
  return all.filter(isShown).sort((one, other) => (one.at < other.at ? 1 : -1));
}

function rowOfItem(item, gone, entry) {
  const isVoided = item.kind !== "void" && (gone.has(actOf(item)) || gone.has(item.id)) || Boolean(entry && entry.voided && item.kind !== "void");
  return {
    id: item.id,
    act: actOf(item),
    kind: item.kind,
    at: new Date(Date.parse(item.occurredAt) + item.offset).toISOString(),
    state: isVoided ? "voided" : isDoubted(item) ? "waiting" : isMerged(item) ? "merged" : item.state,
    code: item.code,
    what: item.shown.what || item.kind,
    place: item.shown.place || (entry && entry.place) || null,
    activityKind: item.shown.activityKind,
    serial: entry && entry.serial,
    range: rangeOf(item.fields),
    copies: item.shown.copies,
    copy: item.shown.copy,
    indicators: isVoided ? {} : item.indicators,
    flags: item.flags,
    sameAs: entry && entry.same_as,
    mayVoid: !isVoided && COUNTS.has(item.state) && VOIDABLE.has(item.kind) && (!entry || entry.may_void),
    item,
  };
}

function rowOfEntry(entry, gone) {
  const isVoided = entry.kind !== "void" && (entry.voided || gone.has(entry.act));
  return {
    id: entry.submission_id,
    act: entry.act,
    kind: entry.kind,
    at: entry.occurred_at,
    state: isVoided ? "voided" : entry.flags.includes("same_session") && entry.outcome === "accepted" ? "waiting" : entry.outcome,
    code: entry.code,
    what: entry.serial ? "paper" : entry.kind,
    place: entry.place,
    activityKind: entry.activity_kind,
    serial: entry.serial,
    copies: entry.copies > 1 ? entry.copies : undefined,
    indicators: isVoided ? {} : entry.indicators,
    flags: entry.flags,
    sameAs: entry.same_as,
    mayVoid: !isVoided && entry.may_void,
    item: null,
  };
}

export async function voidAct(target, reason, told) {
  return act("void", { target, reason }, { told, shown: { what: "void" } });
}

/** Whether an item may still be put right or given up: it may have been counted while the officer was typing. */
const isOpen = (item) => Boolean(item) && UNSETTLED.has(item.state);

export async function discard(item, reason) {
  const done = await alter(item.id, (kept) =>
    isOpen(kept) ? { ...kept, state: "discarded", reason, fields: withoutSealed(kept.fields) } : null,
  );
  return told(done);
}

/** Say so where the server has taken the item meanwhile. @returns whether it was still open */
async function told(done) {
  await changed();
  if (!done) say({ text: words().countedMeanwhile, kind: "held" });
  return Boolean(done);
}

/** "It is the same session": that is what is assumed anyway, and it is not asked again. */
export async function settle(item) {
  await alter(item.id, (kept) => ({ ...kept, settled: true }));
  await changed();
}

/** "It is another session": its completion is sent once more, saying so. */
export async function separate(item, told) {
  const startedAt = item.fields.started_at || item.occurredAt;
  const started = new Date(Date.parse(startedAt) + item.offset - clockOffset()).toISOString();
  const ended = new Date(Date.parse(item.fields.ended_at) + item.offset - clockOffset()).toISOString();
  const fields = { ...item.fields, talk: actOf(item), started_at: started, ended_at: ended, separate: true };
  const done = await act("complete", fields, { told, shown: item.shown });
  if (done) await settle(item);
  return done;
}

/**
 * Send an item in the place of one that was not accepted: under a new id, at the time it happened, naming the old one. Both change in one
 * go, or neither: the old one may have been counted while the officer was typing.
 *
 * @returns whether it was still open
 */
export async function correct(item, fields, { shown = item.shown, states = UNSETTLED, undoable = false } = {}) {
  const whole = { ...fields, corrects: item.id };
  const { occurredAt, offset } = item;
  const anew = itemOf({ id: item.officer }, item.kind, whole, { shown, occurredAt, offset, undoable });
  let isStill = false;
  const also = async (store, transaction) => {
    const kept = await store.get(item.id);
    isStill = Boolean(kept) && states.has(kept.state);
    if (!isStill) {
      await store.delete(anew.id);
      return;
    }
    await store.put({ ...kept, state: "corrected", fields: withoutSealed(kept.fields) });
    if (item.kind === "talk") await follow(transaction.objectStore("talks"), item.id, anew);
  };
  await enqueue(anew, { also, stores: ["talks"] });
  await told(isStill);
  return isStill ? anew : null;
}

/** The session under way goes on under the id of its corrected opening. */
async function follow(talks, before, opening) {
  const talk = await talks.get(before);
  if (!talk) return;
  await talks.put({ ...talk, id: opening.id, code: opening.fields.code || talk.code });
  await talks.delete(before);
}
