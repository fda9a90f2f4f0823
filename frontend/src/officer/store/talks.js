// Sessions under way that were begun on this phone: what their end will need, also without a network.
import { database, writing } from "./database.js";

export async function talksOf(officer) {
  return (await database()).getAllFromIndex("talks", "officer", officer);
}

export async function keepTalk(talk) {
  return writing("talks", (store) => store.put(talk));
}

export async function dropTalk(id) {
  return writing("talks", (store) => store.delete(id));
}
