// Sessions under way: those begun on this phone, and the officer's own that were begun elsewhere.
import { changed, phone } from "../phone.js";
import { newId } from "../store/items.js";
import { keepTalk } from "../store/talks.js";
import { clockOffset, serverDay } from "../sync/clock.js";
import { act, stands, voided } from "./keeping.js";
import { ending, opening, whole } from "./making.js";

/** Talks of the officer at work that wait for their end, the newest first. */
export function openTalks() {
  const { talks, record, items } = phone();
  const here = new Set(talks.map((talk) => talk.id));
  const ended = new Set(items.filter((item) => item.kind === "complete" && stands(item)).map((item) => item.fields.talk));
  const gone = voided();
  const elsewhere = ((record && record.talks) || []).filter((talk) => !here.has(talk.talk)).map(fromServer);
  return [...talks, ...elsewhere]
    .filter((talk) => !ended.has(talk.id) && !gone.has(talk.id))
    .sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
}

/** The talk that what happens now belongs to: one of today. Its code is good no longer. */
export function talkOfToday() {
  return openTalks().find((talk) => serverDay(Date.parse(talk.startedAt) + talk.startedOffset) === serverDay()) || null;
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

/** Begin a session at a place: with a code of this phone's own, if one is left. */
export async function begin({ code, place, activityKind, topic, audiences, expected }, told) {
  const drawn = spare(place, code);
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
  // Both or neither: a talk without its opening could still be ended, an opening without its talk could not.
  const also = (_items, transaction) => transaction.objectStore("talks").put(talk);
  const item = await act("talk", opening(talk), { id: talk.id, told, shown, occurredAt: talk.startedAt, also, stores: ["talks"] });
  return item && talk;
}

/**
 * A code to show that no talk on this phone has taken: of the campaign that the place's code belongs to, where that is known, and of
 * the unit nearest to the place.
 */
function spare(place, code) {
  const { list, talks, items } = phone();
  if (!list) return null;
  const taken = new Set([...talks.map((talk) => talk.activityCode), ...items.map((item) => item.fields.activity_code)]);
  const free = list.pool.filter((each) => !taken.has(each.code));
  const known = place && list.index.byId.get(place.id);
  const campaigns = known && code && known.campaigns && known.campaigns.length ? known.campaigns : [list.campaigns[0] && list.campaigns[0].slug];
  const fitting = free.filter((each) => campaigns.includes(each.campaign));
  return fitting.find((each) => known && each.unit === known.unit) || fitting[0] || free[0] || null;
}

export async function bindBundle(talk, leaflet) {
  const bundles = talk.bundles.includes(leaflet) ? talk.bundles : [...talk.bundles, leaflet];
  await keepTalk({ ...talk, officer: phone().officer.id, bundles });
  await changed();
}

/** End a session: the completion carries all of it. The talk stays here until the server has answered for its end. */
export async function finish(talk, end, told) {
  // Its beginning by the clock of now, so that one offset corrects both, also where the clock was set meanwhile.
  const startedAt = new Date(Date.parse(talk.startedAt) + talk.startedOffset - clockOffset()).toISOString();
  const fields = ending({ ...talk, startedAt }, { endedAt: new Date().toISOString(), ...end });
  return act("complete", fields, { told, shown: shownOf(talk, end) });
}

/** A session that is over already, at times the officer tells. */
export async function logPast(talk, end, told) {
  return act("talk", whole(talk, end), { told, occurredAt: talk.startedAt, offset: 0, shown: shownOf(talk, end) });
}

/** Talks on this phone that need not be kept any longer: the server has answered for their end. */
export function answeredTalks(talks, items) {
  const answered = items.filter((item) => ["counted", "accepted", "duplicate"].includes(item.state));
  const over = new Set(
    answered.filter((item) => item.kind === "complete" || item.kind === "void").map((item) => item.fields.talk || item.fields.target),
  );
  return talks.filter((talk) => over.has(talk.id)).map((talk) => talk.id);
}

const shownOf = (talk, end) => ({
  what: "talk",
  place: talk.place && { name: talk.place.name, name_en: talk.place.name_en },
  activityKind: talk.activityKind,
  attendance: end.attendance,
});
