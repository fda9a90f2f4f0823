// Making items: what was done becomes fields under an id, with the time and the clock as they were.
import { clockOffset } from "../sync/clock.js";
import { enqueue, newId } from "../store/items.js";

// How long a logged paper can be taken back without a trace.
export const UNDO_FOR = 10000;

/** The campaign an act without a code belongs to is the server's to tell; what is given here is what the officer did. */
export async function log(officer, kind, fields, { also, stores, ...more } = {}) {
  return enqueue(itemOf(officer, kind, fields, more), { also, stores });
}

/** An item of the queue. Of a time that a person typed the clock knows nothing: its `offset` is 0. */
export function itemOf(officer, kind, fields, { id = newId(), shown = {}, undoable = false, occurredAt, offset = clockOffset() } = {}) {
  const now = Date.now();
  return {
    id,
    officer: officer.id,
    kind,
    fields,
    occurredAt: occurredAt || new Date(now).toISOString(),
    offset,
    holdUntil: undoable ? now + UNDO_FOR : 0,
    shown,
  };
}

// A mark to write on a photocopied form: short enough for a pen, of letters nobody mixes up.
const LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
export function newCopyMark() {
  return Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => LETTERS[byte % LETTERS.length]).join("");
}

export const paper = (code, more = {}) => ({ code, paper: true, ...more });
/** 帮装 +1: at the session under way, if there is one. */
export const help = (talk) => ({
  basis: "helped_now",
  alerts_enabled: "unknown",
  ...(talk ? where({ code: talk.activityCode, place: talk.place }) : {}),
});
export const witness = (code) => ({ code });

/** Where something happened: by the scanned code, else by the place chosen from the list. */
export const where = ({ code, place }) => (code ? { code } : place ? { place: place.id || place } : {});

/** A unit letter. Of one on paper the words are those of the paper: the server knows which were in force. */
export function letter(at, organisation, { paper, text, campaign, sealed }) {
  return {
    ...at,
    signer: "organisation",
    organisation,
    assent: true,
    paper,
    ...(paper ? {} : { text_version: text }),
    ...(campaign ? { campaign } : {}),
    ...(sealed ? { sealed } : {}),
  };
}

/** The opening of a session. */
export function opening(talk) {
  return {
    ...where(talk),
    activity_kind: talk.activityKind,
    topic: talk.topic,
    audiences: talk.audiences,
    ...(talk.activityCode ? { activity_code: talk.activityCode } : {}),
  };
}

/** Its end, which carries the whole session, so that it may arrive first. */
export function ending(talk, { attendance, method, leaflets, leafletsMethod, endedAt, separate }) {
  return {
    talk: talk.id,
    ...opening(talk),
    started_at: talk.startedAt,
    ended_at: endedAt,
    attendance,
    attendance_method: method,
    ...(leaflets ? { materials: [{ material_kind: "leaflet", copies: leaflets, copies_method: leafletsMethod }] } : {}),
    ...(talk.bundles && talk.bundles.length ? { bundles: talk.bundles } : {}),
    ...(separate ? { separate: true } : {}),
  };
}

/** A session that is over already, in one step. */
export function whole(talk, end) {
  const fields = ending(talk, end);
  delete fields.talk;
  delete fields.started_at;
  return fields;
}
