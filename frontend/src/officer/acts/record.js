// The officer's own record: what this phone holds, and what the server knows of besides.
import { changed, phone } from "../phone.js";
import { alter, newId } from "../store/items.js";
import { dropTalk, keepTalk, talksOf } from "../store/talks.js";
import { clockOffset } from "../sync/clock.js";
import { act } from "./keeping.js";
import { log } from "./making.js";

const VOIDABLE = new Set(["talk", "complete", "pledge", "install", "material", "publication", "witness"]);
const COUNTS = new Set(["counted", "accepted"]);
const UNSETTLED = new Set(["malformed", "rejected"]);

/** What an item belongs to: a session's opening and its end are one act. */
export const actOf = (item) => item.fields.talk || item.id;

/** Whether the officer has something to do about an item. */
export const isReturned = (item) => UNSETTLED.has(item.state) || isDoubted(item);

/** A session that waits as 同一场?, and about which nothing was said yet. */
export const isDoubted = (item) => item.state === "accepted" && item.flags.includes("same_session") && !item.settled;

/** Rows for the list, the newest first: {id, act, kind, at, state, ...}, from the phone or from the server. */
export function rows() {
  const { items, record } = phone();
  const here = new Set(items.map((item) => item.id));
  const voids = new Set(items.filter((item) => item.kind === "void" && !UNSETTLED.has(item.state) && item.state !== "discarded").map((item) => item.fields.target));
  const entries = ((record && record.entries) || []).filter((entry) => !here.has(entry.submission_id));
  const known = new Map(((record && record.entries) || []).map((entry) => [entry.submission_id, entry]));
  const all = [
    ...items.filter((item) => item.kind !== "void").map((item) => rowOfItem(item, voids, known.get(item.id))),
    ...entries.filter((entry) => entry.kind !== "void").map((entry) => rowOfEntry(entry, voids)),
  ];
  // A completed session is shown once, by its completion.
  const completed = new Set(all.filter((row) => row.kind === "complete").map((row) => row.act));
  return all
    .filter((row) => row.kind !== "talk" || !completed.has(row.act))
    .sort((one, other) => (one.at < other.at ? 1 : -1));
}

function rowOfItem(item, voids, entry) {
  const isVoided = voids.has(actOf(item)) || voids.has(item.id) || Boolean(entry && entry.voided);
  return {
    id: item.id,
    act: actOf(item),
    kind: item.kind,
    at: new Date(Date.parse(item.occurredAt) + item.offset).toISOString(),
    state: isVoided ? "voided" : isDoubted(item) ? "waiting" : item.state,
    code: item.code,
    what: item.shown.what || item.kind,
    place: item.shown.place || (entry && entry.place) || null,
    activityKind: item.shown.activityKind,
    serial: entry && entry.serial,
    copies: item.shown.copies,
    copy: item.shown.copy,
    indicators: isVoided ? {} : item.indicators,
    flags: item.flags,
    mayVoid: !isVoided && COUNTS.has(item.state) && VOIDABLE.has(item.kind) && (!entry || entry.may_void),
    item,
  };
}

function rowOfEntry(entry, voids) {
  const isVoided = entry.voided || voids.has(entry.act);
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
    mayVoid: !isVoided && entry.may_void,
    item: null,
  };
}

export async function voidAct(target, reason, told) {
  const done = await act("void", { target, reason }, { told, shown: { what: "void" } });
  const talks = await talksOf(phone().officer.id);
  if (done && talks.some((talk) => talk.id === target)) await dropTalk(target).then(changed);
  return done;
}

export async function discard(item, reason) {
  await alter(item.id, (kept) => ({ ...kept, state: "discarded", reason }));
  await changed();
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
 * Send a corrected item in the place of one that was not accepted: under a new id, at the time it happened, naming the old one.
 */
export async function correct(item, fields) {
  const id = newId();
  const whole = { ...fields, corrects: item.id };
  await log({ id: item.officer }, item.kind, whole, { id, shown: item.shown, occurredAt: item.occurredAt, offset: item.offset });
  await alter(item.id, (kept) => ({ ...kept, state: "corrected" }));
  if (item.kind === "talk") await follow(item, id, fields);
  await changed();
}

/** The session under way goes on under the id of its corrected opening. */
async function follow(item, id, fields) {
  const talk = (await talksOf(item.officer)).find((each) => each.id === item.id);
  if (!talk) return;
  await keepTalk({ ...talk, id, code: fields.code || talk.code });
  await dropTalk(item.id);
}
