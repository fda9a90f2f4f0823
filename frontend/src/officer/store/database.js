// The phone's own database. It holds what the officer did until the server has answered for it, and what is needed to work
// without a network. Nothing in it is a secret of ours: no session, no token; residents' data is sealed before it comes here.
import { openDB } from "idb";

const NAME = "outreach-officer";
const VERSION = 1;

let opening = null;

export function database() {
  if (!opening) {
    opening = openDB(NAME, VERSION, {
      upgrade(db) {
        // One thing done, under the id it will be counted by.
        const items = db.createObjectStore("items", { keyPath: "id" });
        items.createIndex("officer", "officer");
        // Sessions begun on this phone and not yet ended.
        const talks = db.createObjectStore("talks", { keyPath: "id" });
        talks.createIndex("officer", "officer");
        // Who works here, the clock, what was fetched: each under its name.
        db.createObjectStore("notes");
      },
      terminated() {
        opening = null;
      },
      blocking() {
        // A newer release in another tab wants to change the database: let it.
        opening.then((db) => db.close());
        opening = null;
      },
    });
    opening.catch(() => {
      opening = null;
    });
  }
  return opening;
}

/**
 * Runs `work(store, stores)` in one transaction that is on disk when the promise is kept: a phone that dies loses nothing, and never
 * half of what belongs together. `names` is a store, or a list of stores, of which the first is handed to `work` singly.
 */
export async function writing(names, work) {
  const all = [].concat(names);
  const db = await database();
  const transaction = db.transaction(all, "readwrite", { durability: "strict" });
  // Who waits for `done` alone hears of a failure; the rejection of a single request would be heard by nobody.
  const done = transaction.done;
  try {
    const result = await work(transaction.objectStore(all[0]), transaction);
    await done;
    return result;
  } catch (error) {
    done.catch(() => {});
    throw error;
  }
}

export function isFull(error) {
  return Boolean(error) && (error.name === "QuotaExceededError" || error.code === 22);
}
