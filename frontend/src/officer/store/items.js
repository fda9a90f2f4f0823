// The queue and its history. An item is one thing done: it leaves the queue only when the server has answered for it by its id,
// or when the officer discards it with a reason. Nothing is ever dropped silently.
import { database, isFull, writing } from "./database.js";

// What an answer of the server makes of an item; the first four never change again.
const FINAL = new Set(["counted", "accepted", "duplicate", "malformed"]);
// States that nobody has to do anything about any more.
const SETTLED = new Set(["counted", "accepted", "duplicate", "discarded", "corrected"]);

const DAY = 24 * 3600 * 1000;
const KEPT_FOR = 14 * DAY;
// A phone without room gives up its oldest history first, never what was not answered.
const GIVEN_UP_AT_ONCE = 100;

export function newId() {
  const raw = crypto.getRandomValues(new Uint8Array(16));
  raw[6] = (raw[6] & 0x0f) | 0x40;
  raw[8] = (raw[8] & 0x3f) | 0x80;
  const hex = Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/**
 * Put an item into the queue.
 *
 * @param item {id, officer, kind, fields, occurredAt (ISO), offset (ms), holdUntil (ms since 1970, or 0), shown}
 * @param also (store, transaction) => more that is written with it or not at all; @param stores those it writes to besides
 * @throws QuotaExceededError when the phone is full and no history is left to give up.
 */
export async function enqueue(item, { also = async () => {}, stores = [] } = {}) {
  const whole = { state: "queued", code: "", detail: "", flags: [], indicators: {}, answeredAt: 0, ...item };
  await withRoom(() =>
    writing(["items", ...stores], async (store, transaction) => {
      await store.add(whole);
      await also(store, transaction);
    }),
  );
  return whole;
}

/** Write; where the phone is full, give up settled history, the oldest first, and try again. */
async function withRoom(write) {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isFull(error) || !(await giveUpHistory())) throw error;
    }
  }
}

export async function itemsOf(officer) {
  const found = await (await database()).getAllFromIndex("items", "officer", officer);
  return found.sort((one, other) => (one.occurredAt < other.occurredAt ? 1 : -1));
}

/** How many items of others wait on this phone. */
export async function waitingOfOthers(officer) {
  const all = await (await database()).getAll("items");
  return all.filter((item) => item.officer !== officer && item.state === "queued").length;
}

/** Change an item in one go; `change` gets it as it is now, and returns the new one, or null to leave it. */
export async function alter(id, change) {
  return withRoom(() =>
    writing("items", async (store) => {
      const item = await store.get(id);
      const changed = item && change(item);
      if (changed) await store.put(changed);
      return changed || null;
    }),
  );
}

/** Take an item back before it was sent; false when it is too late for that. The talk it began or ended goes back with it. */
export async function undo(id) {
  return writing(["items", "talks"], async (store, transaction) => {
    const item = await store.get(id);
    if (!item || item.state !== "queued" || item.sentAt) return false;
    await store.delete(id);
    if (item.kind === "talk") await transaction.objectStore("talks").delete(id);
    return true;
  });
}

// What may leave: what was never answered for good, and nobody has taken back, discarded or corrected meanwhile.
const MAY_LEAVE = new Set(["queued", "rejected"]);

/**
 * Note that these items are about to leave: from now on they may have been counted, and cannot be undone.
 *
 * @returns those that may leave still, as they are now
 */
export async function markSent(ids, now) {
  return withRoom(() =>
    writing("items", async (store) => {
      const leaving = [];
      for (const id of ids) {
        const item = await store.get(id);
        if (!item || !MAY_LEAVE.has(item.state)) continue;
        const marked = { ...item, sentAt: item.sentAt || now };
        await store.put(marked);
        leaving.push(marked);
      }
      return leaving;
    }),
  );
}

/** Write down what the server said of items. Only an answer that names an item changes it. @returns how many it changed */
export async function answer(results, now) {
  return withRoom(() =>
    writing("items", async (store) => {
      let changed = 0;
      for (const result of results) {
        const item = result && (await store.get(result.submission_id));
        if (!item || !MAY_LEAVE.has(item.state) || !isAnswer(result)) continue;
        await store.put(answered(item, result, now));
        changed += 1;
      }
      return changed;
    }),
  );
}

function answered(item, result, now) {
  return {
    ...item,
    // What was sealed goes once it has arrived, as the resident was told; what may be corrected needs it still.
    fields: SETTLED.has(result.outcome) ? withoutSealed(item.fields) : item.fields,
    state: result.outcome,
    code: result.code || "",
    detail: result.detail || "",
    errors: result.errors || {},
    flags: result.flags || [],
    indicators: result.indicators || {},
    // Whoever signed here may ask for it as long as the item is kept (docs/decisions/0011).
    receipt: result.receipt_symbol || null,
    answeredAt: now,
  };
}

export function withoutSealed(fields) {
  const rest = { ...fields };
  delete rest.sealed;
  return rest;
}

function isAnswer(result) {
  return FINAL.has(result.outcome) || (result.outcome === "rejected" && result.code !== "unavailable");
}

/** Forget what an officer has done with: on logging out only what waits, or needs a word, stays. */
export async function forgetSettled(officer) {
  await writing("items", async (store) => {
    for (const item of await store.index("officer").getAll(officer)) if (SETTLED.has(item.state)) await store.delete(item.id);
  });
}

/** Forget what was settled long ago. */
export async function tidy(now) {
  const old = (item) => SETTLED.has(item.state) && now - Date.parse(item.occurredAt) > KEPT_FOR;
  await writing("items", async (store) => {
    for (const item of await store.getAll()) if (old(item)) await store.delete(item.id);
  });
}

async function giveUpHistory() {
  return writing("items", async (store) => {
    const settled = (await store.getAll()).filter((item) => SETTLED.has(item.state));
    settled.sort((one, other) => (one.occurredAt < other.occurredAt ? -1 : 1));
    const gone = settled.slice(0, GIVEN_UP_AT_ONCE);
    for (const item of gone) await store.delete(item.id);
    return gone.length > 0;
  });
}
