// Sessions under way that were begun on this phone: what their end will need, also without a network.
import { database, writing } from "./database.js";

export async function talksOf(officer) {
  return (await database()).getAllFromIndex("talks", "officer", officer);
}

export async function keepTalk(talk) {
  return writing("talks", (store) => store.put(talk));
}

/** Forget the talks of these ids: the server has answered for their end. */
export async function dropTalks(ids) {
  if (ids.length) await writing("talks", async (store) => Promise.all(ids.map((id) => store.delete(id))));
}
