// The field list: what the phone must know without a network. Codes stand in it as salted, shortened hashes, so that a lost phone
// tells nobody a code, but knows one it is shown.
import { ask } from "../sync/asking.js";
import { forget, keep, note } from "../store/notes.js";

const FRESH = 10 * 60 * 1000;

const nameOf = (officer) => `list:${officer}`;

/** The list as last fetched for this officer, ready for look-ups; null where there is none. */
export async function recallList(officer) {
  const kept = await note(nameOf(officer));
  return kept ? indexed(kept.list) : null;
}

/** Fetch the list again unless it is fresh. @returns the new list, or null where nothing changed or nobody answered */
export async function refreshList(officer, now, { force = false } = {}) {
  const kept = await note(nameOf(officer));
  // A clock that was set back makes nothing fresh.
  if (kept && !force && Math.abs(now - kept.at) < FRESH) return null;
  const heard = await ask("field-list/", { etag: kept && kept.etag });
  if (!heard || (heard.status !== 200 && heard.status !== 304)) return null;
  if (heard.status === 304) {
    await keep(nameOf(officer), { ...kept, at: now });
    return null;
  }
  if (!heard.body || !Array.isArray(heard.body.places)) return null;
  await keep(nameOf(officer), { list: heard.body, etag: heard.headers.get("ETag"), at: now });
  return indexed(heard.body);
}

export const dropList = (officer) => forget(nameOf(officer));

function indexed(list) {
  const places = new Map();
  for (const place of list.places) for (const hash of place.hashes) places.set(hash, place);
  const kinds = Object.entries(list.codes).map(([kind, text]) => [kind, bytesOf(text)]);
  return { ...list, index: { places, kinds, salt: bytesOf(list.salt), byId: new Map(list.places.map((place) => [place.id, place])) } };
}

/** What this phone knows of a code. @returns {kind, place?, activity?} or null: not known to this phone yet */
export async function lookUp(list, code) {
  if (!list) return null;
  const activity = list.activities.find((each) => each.code === code);
  if (activity) return { kind: "activity", activity };
  if (list.pool.some((each) => each.code === code)) return { kind: "activity" };
  const hash = await hashOf(list.index.salt, code, list.hash_bytes);
  const place = list.index.places.get(textOf(hash));
  if (place) return { kind: "place", place };
  const found = list.index.kinds.find(([, hashes]) => holds(hashes, hash));
  return found ? { kind: found[0] } : null;
}

async function hashOf(salt, code, length) {
  const raw = new Uint8Array([...salt, ...new TextEncoder().encode(code)]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", raw)).slice(0, length);
}

/** Whether `hash` is among `hashes`, which are sorted and stand one after the other. */
export function holds(hashes, hash) {
  const width = hash.length;
  let from = 0;
  let to = hashes.length / width;
  while (from < to) {
    const middle = (from + to) >> 1;
    const order = compare(hashes, middle * width, hash);
    if (order === 0) return true;
    if (order < 0) from = middle + 1;
    else to = middle;
  }
  return false;
}

function compare(hashes, at, hash) {
  for (let i = 0; i < hash.length; i++) {
    if (hashes[at + i] !== hash[i]) return hashes[at + i] - hash[i];
  }
  return 0;
}

export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

const textOf = (bytes) => btoa(String.fromCharCode(...bytes));
