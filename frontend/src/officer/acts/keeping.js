// What every act does once it is decided: into the queue, then told.
import { changed, phone } from "../phone.js";
import { say } from "../said.js";
import { isFull } from "../store/database.js";
import { words } from "../words/words.js";
import { log } from "./making.js";

/**
 * Log an act of the officer at work and say so.
 *
 * @returns the item, or null when the phone could not keep it: then nothing was logged, and that was said.
 */
export async function act(kind, fields, { told, detail, undoable = false, ...more } = {}) {
  try {
    const item = await log(phone().officer, kind, fields, { undoable, ...more });
    say({ text: told, detail, kind: phone().mode === "online" ? "good" : "held", undo: undoable ? item.id : undefined });
    await changed();
    return item;
  } catch (error) {
    say({ text: isFull(error) ? words().full : words().notRecorded, kind: "wrong" });
    return null;
  }
}

// What an item was before anybody answered, or what the server took: the rest has no effect.
const STANDS = new Set(["queued", "counted", "accepted", "duplicate"]);

/** Whether an item has an effect, or will have one as far as this phone knows. */
export const stands = (item) => STANDS.has(item.state);

/** What this phone has voided: ids of acts and of witnesses. */
export function voided() {
  return new Set(phone().items.filter((item) => item.kind === "void" && stands(item)).map((item) => item.fields.target));
}

/** Items of the officer at work that stand, of this kind and with this code. */
export function standing(kind, code) {
  const gone = voided();
  return phone().items.filter((item) => item.kind === kind && item.fields.code === code && stands(item) && !gone.has(item.id));
}
