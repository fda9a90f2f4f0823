// Emptying the queue. One flusher at a time, also with several tabs; every sending may be repeated, for the server counts by id.
import { answer, markSent } from "../store/items.js";
import { ask } from "./asking.js";
import { cut, operationOf } from "./batches.js";

const LOCK = "outreach-drain";

/**
 * Send what waits.
 *
 * @param queued the items to send, @param session who is logged in, @param now the time, each asked when it is needed
 * @returns {result, sent}: "sent" (all that waited was answered), "nothing", "other" (only others' items wait), "login", "offline",
 *   "wait" (with `seconds`), "busy" (another tab is at it), or "stuck" (the server answered for none of a batch)
 */
export async function drain({ queued, session, now }) {
  return withLock(async () => {
    const waiting = await queued();
    if (!waiting.length) return { result: "nothing", sent: 0 };
    const me = await session();
    if (!me.reached) return { result: "offline", sent: 0 };
    if (!me.officer) return { result: "login", sent: 0 };
    const own = waiting.filter((item) => item.officer === me.officer.id);
    if (!own.length) return { result: "other", sent: 0 };
    return send(cut(own), me.csrf, now);
  });
}

async function send(batches, csrf, now) {
  const open = [...batches];
  let sent = 0;
  while (open.length) {
    // Some may have been taken back or corrected since the batches were cut.
    const batch = await markSent(open.shift().map((item) => item.id), now());
    if (!batch.length) continue;
    const heard = await ask("sync/", { method: "POST", csrf, body: { operations: batch.map(operationOf) } });
    if (heard && heard.status === 413) {
      if (batch.length === 1) sent += await tooLarge(batch[0], now());
      else open.unshift(batch.slice(0, batch.length / 2), batch.slice(batch.length / 2));
      continue;
    }
    const failure = failureOf(heard);
    if (failure) return { ...failure, sent };
    const answered = await answer(heard.body.results, now());
    if (!answered) return { result: "stuck", sent };
    sent += answered;
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
  return answer([{ submission_id: item.id, outcome: "rejected", code: "too_large" }], now);
}

async function withLock(work) {
  // Browsers before web locks send twice at worst, which counts nothing twice.
  if (!navigator.locks) return work();
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : { result: "busy", sent: 0 }));
}
