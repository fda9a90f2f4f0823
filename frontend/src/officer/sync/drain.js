// Emptying the queue. One flusher at a time, also with several tabs; every sending may be repeated, for the server counts by id.
import { answer, markSent } from "../store/items.js";
import { ask } from "./asking.js";
import { cut, operationOf } from "./batches.js";

const LOCK = "outreach-drain";

/** What came of an attempt, for the status line: "sent", "nothing", "offline", "login", "other", "wait". */
export async function drain({ queued, session, now }) {
  return withLock(async () => {
    const waiting = await queued();
    if (!waiting.length) return { result: "nothing" };
    const me = await session();
    if (!me.reached) return { result: "offline" };
    if (!me.officer) return { result: "login" };
    const own = waiting.filter((item) => item.officer === me.officer.id);
    if (!own.length) return { result: "other" };
    return send(cut(own), me.csrf, now);
  });
}

async function send(batches, csrf, now) {
  const open = [...batches];
  let sent = 0;
  while (open.length) {
    const batch = open.shift();
    await markSent(batch.map((item) => item.id), now());
    const heard = await ask("sync/", { method: "POST", csrf, body: { operations: batch.map(operationOf) } });
    if (heard && heard.status === 413) {
      if (batch.length === 1) await tooLarge(batch[0], now());
      else open.unshift(batch.slice(0, batch.length / 2), batch.slice(batch.length / 2));
      continue;
    }
    const failure = failureOf(heard);
    if (failure) return { ...failure, sent };
    await answer(heard.body.results.filter(Boolean), now());
    sent += batch.length;
  }
  return { result: "sent", sent };
}

function failureOf(heard) {
  if (!heard) return { result: "offline" };
  if (heard.status === 401) return { result: "login" };
  if (heard.status === 429) return { result: "wait", seconds: Number(heard.headers.get("Retry-After")) || 0 };
  if (heard.status !== 200 || !heard.body || !Array.isArray(heard.body.results)) return { result: "offline" };
  return null;
}

/** One item that no batch is small enough for: the officer must be told, it would stand in the way for ever. */
async function tooLarge(item, now) {
  await answer([{ submission_id: item.id, outcome: "rejected", code: "too_large" }], now);
}

async function withLock(work) {
  // Browsers before web locks send twice at worst, which counts nothing twice.
  if (!navigator.locks) return work();
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : { result: "busy" }));
}
