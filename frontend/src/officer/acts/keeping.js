// What every act does once it is decided: into the queue, then told. A full phone is the one thing that can stop it.
import { changed, phone } from "../phone.js";
import { say } from "../said.js";
import { isFull } from "../store/database.js";
import { words } from "../words/words.js";
import { log } from "./making.js";

/**
 * Log an act of the officer at work and say so.
 *
 * @returns the item, or null when the phone had no room for it: then nothing was logged, and that was said.
 */
export async function act(kind, fields, { told, detail, undoable = false, quiet = false, ...more } = {}) {
  try {
    const item = await log(phone().officer, kind, fields, { undoable, ...more });
    if (!quiet) say({ text: told, detail, kind: "good", undo: undoable ? item.id : undefined });
    await changed();
    return item;
  } catch (error) {
    if (!isFull(error)) throw error;
    say({ text: words().full, kind: "wrong" });
    return null;
  }
}

/** Items of the officer at work that stand, of this kind and with this code. */
export function standing(kind, code) {
  const gone = new Set(["discarded", "corrected", "malformed", "rejected"]);
  const { items } = phone();
  const voided = new Set(items.filter((item) => item.kind === "void" && !gone.has(item.state)).map((item) => item.fields.target));
  return items.filter(
    (item) => item.kind === kind && item.fields.code === code && !gone.has(item.state) && !voided.has(item.id),
  );
}
