// Sessions under way: those begun on this phone, and the officer's own that were begun elsewhere.
import { changed, phone } from "../phone.js";
import { newId } from "../store/items.js";
import { dropTalk, keepTalk } from "../store/talks.js";
import { clockOffset } from "../sync/clock.js";
import { act } from "./keeping.js";
import { ending, opening, whole } from "./making.js";

/** Talks of the officer at work that wait for their end, the newest first. */
export function openTalks() {
  const { talks, record, items } = phone();
  const here = new Set(talks.map((talk) => talk.id));
  const done = new Set(
    items.filter((item) => item.kind === "complete" && item.state !== "rejected" && item.state !== "malformed").map((item) => item.fields.talk),
  );
  const gone = new Set(items.filter((item) => item.kind === "void" && item.state !== "rejected").map((item) => item.fields.target));
  const elsewhere = ((record && record.talks) || []).filter((talk) => !here.has(talk.talk)).map(fromServer);
  return [...talks.filter((talk) => !talk.ended), ...elsewhere]
    .filter((talk) => !done.has(talk.id) && !gone.has(talk.id))
    .sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
}

function fromServer(talk) {
  return {
    id: talk.talk,
    place: talk.place,
    code: "",
    activityKind: talk.activity_kind,
    topic: talk.topic,
    audiences: talk.audiences,
    // The server's own time; the end's clock offset is taken off again when it is told.
    startedAt: talk.opened_at,
    startedOffset: 0,
    activityCode: talk.code,
    drawn: talk.code ? talk : null,
    bundles: [],
    expected: null,
  };
}

/** How many have signed at a talk, as last told. */
export function counters(id) {
  const { record } = phone();
  return ((record && record.talks) || []).find((talk) => talk.talk === id) || null;
}

/** Begin a session at a place: with a code of this phone's own pool, if one is left. */
export async function begin({ code, place, activityKind, topic, audiences, expected }, told) {
  const drawn = spare(place);
  const talk = {
    id: newId(),
    officer: phone().officer.id,
    code,
    place,
    activityKind,
    topic,
    audiences,
    expected,
    startedAt: new Date().toISOString(),
    startedOffset: clockOffset(),
    activityCode: drawn ? drawn.code : "",
    drawn,
    bundles: [],
  };
  const shown = { what: "talk", place: place && { name: place.name, name_en: place.name_en }, activityKind };
  const item = await act("talk", opening(talk), { id: talk.id, told, shown, occurredAt: talk.startedAt });
  if (!item) return null;
  await keepTalk(talk);
  await changed();
  return talk;
}

/** A code of the pool that no talk on this phone has taken. */
function spare() {
  const { list, talks, items } = phone();
  const taken = new Set([...talks.map((talk) => talk.activityCode), ...items.map((item) => item.fields.activity_code)]);
  return ((list && list.pool) || []).find((each) => !taken.has(each.code)) || null;
}

export async function bindBundle(talk, leaflet) {
  const bundles = talk.bundles.includes(leaflet) ? talk.bundles : [...talk.bundles, leaflet];
  await keepTalk({ ...talk, officer: phone().officer.id, bundles });
  await changed();
}

/** End a session: the completion carries all of it. */
export async function finish(talk, end, told) {
  const now = Date.now();
  // Its beginning by the clock of now, so that one offset corrects both, also where the clock was set meanwhile.
  const startedAt = new Date(Date.parse(talk.startedAt) + talk.startedOffset - clockOffset()).toISOString();
  const fields = ending({ ...talk, startedAt }, { endedAt: new Date(now).toISOString(), ...end });
  const item = await act("complete", fields, { told, shown: shownOf(talk, end) });
  if (item) await dropTalk(talk.id).then(changed);
  return item;
}

/** A session that is over already, at times the officer tells. */
export async function logPast(talk, end, told) {
  return act("talk", whole(talk, end), { told, occurredAt: talk.startedAt, shown: shownOf(talk, end) });
}

const shownOf = (talk, end) => ({
  what: "talk",
  place: talk.place && { name: talk.place.name, name_en: talk.place.name_en },
  activityKind: talk.activityKind,
  attendance: end.attendance,
});
