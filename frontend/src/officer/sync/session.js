// Who works on this phone. Asked before anything is sent; remembered, so that a login that ran out stops nobody from working.
import { keep, note } from "../store/notes.js";
import { ask } from "./asking.js";
import { setClock } from "./clock.js";

/** The officer last known to be logged in here: {id, username, name, units, role}; null after logging out. */
export const recallOfficer = async () => (await note("officer")) || null;
export const forgetOfficer = () => keep("officer", null);

// Somebody went to log in on this phone: until the server has said who, nobody is at work here.
export const recallHandover = async () => Boolean(await note("handover"));
export const beginHandover = () => keep("handover", true);
export const endHandover = () => keep("handover", false).catch(() => {});

/** @returns {reached, officer, csrf}: officer is null where nobody is logged in (any more) */
export async function askSession() {
  const asked = Date.now();
  const heard = await ask("session/");
  const body = heard && heard.status === 200 ? heard.body : null;
  if (!body || typeof body.authenticated !== "boolean" || !body.server_time) return { reached: false, officer: null, csrf: "" };
  await setClock(body.server_time, asked, Date.now());
  if (!body.authenticated) return { reached: true, officer: null, csrf: body.csrf };
  const officer = { ...body.officer, units: body.units, role: body.role };
  // A full phone goes without; it must be able to send.
  await keep("officer", officer).catch(() => {});
  return { reached: true, officer, csrf: body.csrf };
}
