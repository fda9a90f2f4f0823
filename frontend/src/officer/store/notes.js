// Small things the phone remembers: who works here, the server's clock, the last answer of each kind.
import { database } from "./database.js";

export async function note(name) {
  return (await database()).get("notes", name);
}

export async function keep(name, value) {
  return (await database()).put("notes", value, name);
}

export async function forget(name) {
  return (await database()).delete("notes", name);
}
