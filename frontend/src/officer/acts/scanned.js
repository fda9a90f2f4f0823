// What a scanned text leads to. One rule a kind of code; the screens only show what comes of it.
import { read } from "../../scanning/reading.js";
import { lookUp } from "../field/list.js";
import { phone } from "../phone.js";
import { hush, say } from "../said.js";
import { ask } from "../sync/asking.js";
import { words } from "../words/words.js";
import { act, standing } from "./keeping.js";
import { newCopyMark, paper, witness } from "./making.js";
import { correct } from "./record.js";

// With a paper in the hand nobody waits longer; it is queued all the same.
const LOOK_UP = 3000;

export const hosts = () => [document.documentElement.dataset.publicHost, location.host].filter(Boolean);

/**
 * @returns {stay: true} where the scanner goes on, {what, code, ...} where another screen has to ask or to show something.
 * `take` narrows what is wanted: "form" or "leaflet" hand the code back instead of logging it.
 */
export async function scanned(text, { take = "" } = {}) {
  const t = words();
  const found = read(text, { hosts: hosts() });
  if (found.what === "witness") return take ? notHere() : logWitness(found.code);
  if (found.what === "receipt") return refuse(t.ownReceipt);
  if (found.what === "number") return refuse(t.numberOnly);
  if (found.what !== "code") return refuse(found.host ? t.foreign(found.host) : t.foreignText);
  const known = await whatIs(found.code);
  if (take) return known.kind === take || known.kind === "unknown" ? { what: take, code: found.code } : notHere();
  return routes[known.kind](found.code, known);
}

const routes = {
  form: (code) => logPaper(code),
  witness: (code) => logWitness(code),
  place: (code, { place }) => ({ what: "place", code, place }),
  activity: (code) => ({ what: "activity", code }),
  leaflet: (code) => ({ what: "leaflet", code }),
  unknown: (code, { asked }) => ({ what: "unknown", code, asked }),
};

function refuse(text) {
  say({ text, kind: "wrong" });
  return { stay: true };
}

function notHere() {
  return refuse(words().wrongHere);
}

/** By the field list; where that does not know it and there is a network, by the server; else unknown to this phone. */
async function whatIs(code) {
  const { list, mode, csrf } = phone();
  const known = await lookUp(list, code);
  if (known) return known;
  if (mode !== "online") return { kind: "unknown" };
  // With the token the question is the officer's; without, it would be a resident's.
  say({ text: words().asking, kind: "" });
  const heard = await ask(`codes/${code}/`, { csrf, wait: LOOK_UP });
  hush();
  if (!heard || heard.status !== 200 || !(heard.body.kind in routes)) return { kind: "unknown", asked: Boolean(heard && heard.status === 404) };
  return { kind: heard.body.kind, place: null };
}

/** A signed paper is logged at once. Whoever scans it twice is told so, and offered the photocopy. */
export async function logPaper(code) {
  const t = words();
  const [before] = standing("pledge", code).filter((item) => item.fields.paper);
  if (before) {
    say({ text: t.againPaper, kind: "again", action: { label: t.isCopy, run: () => logCopy(code) } });
    return { stay: true, again: true };
  }
  const item = await act("pledge", paper(code), { told: t.paperLogged, undoable: true, shown: { what: "paper" } });
  return { stay: true, item };
}

/** A photocopied form bears the number of its original: it gets a mark of its own, which the officer writes on it. */
export async function logCopy(code, { instead = null } = {}) {
  const t = words();
  const copy = newCopyMark();
  const shown = { what: "paper", copy };
  if (!instead) return act("pledge", paper(code, { copy }), { told: t.copyLogged, detail: t.copyWrite(copy), undoable: true, shown });
  const item = await correct(instead, paper(code, { copy }), { shown, states: new Set(["duplicate"]), undoable: true });
  if (item) say({ text: t.copyLogged, detail: t.copyWrite(copy), kind: "good", undo: item.id });
  return item;
}

export async function logWitness(code) {
  const t = words();
  if (standing("witness", code).length) {
    say({ text: t.again, kind: "again" });
    return { stay: true, again: true };
  }
  const item = await act("witness", witness(code), { told: t.witnessed, undoable: true, shown: { what: "witness" } });
  return { stay: true, item };
}
