// A scanned place: three taps from here a session is logged. What is usual here is filled in; the rest is folded away.
import { useState } from "preact/hooks";
import { begin, openTalks } from "../acts/talks.js";
import { go, replace } from "../nav.js";
import { phone, usePhone } from "../phone.js";
import { inEnglish, label, nameOf, words } from "../words/words.js";
import { Choices, NumberField, Primary, Screen, TextField, terms, whole } from "./parts.jsx";

// What is usually held where nothing was held before.
const USUAL = {
  school: { kind: "school_talk", audiences: ["pupils"] },
  community: { kind: "community_session", audiences: ["residents"] },
  village: { kind: "community_session", audiences: ["villagers"] },
  enterprise: { kind: "enterprise_training", audiences: ["enterprise_staff"] },
  public_place: { kind: "street_stall", audiences: ["residents"] },
};
const DERIVED = ["mixed", "unspecified"];

/** What a session at this place probably is: as the last one here, else as places of its kind have them. */
export function usualAt(place) {
  const last = place && place.last;
  const usual = (place && USUAL[place.kind]) || { kind: "community_session", audiences: [] };
  const known = new Set(terms("audience").map(([key]) => key));
  return {
    activityKind: (last && last.activity_kind) || usual.kind,
    topic: (last && last.topic) || "",
    audiences: ((last && last.audiences) || usual.audiences).filter((key) => !DERIVED.includes(key) && (!known.size || known.has(key))),
    expected: last && last.attendance ? String(last.attendance) : "",
  };
}

export const placeById = (id) => {
  const { list } = phone();
  return (list && list.index.byId.get(id)) || null;
};

export function Place({ code = "", placeId = 0 }) {
  const t = words();
  const { list } = usePhone();
  const place = placeById(placeId);
  const [said, setSaid] = useState(() => usualAt(place));
  const here = openTalks().find((talk) => placeId && talk.place && talk.place.id === placeId);
  const colleague = ((list && list.activities) || []).find((each) => placeId && each.place === placeId && !each.mine);

  const start = async () => {
    const at = place ? { id: place.id, name: place.name, name_en: place.name_en } : null;
    const talk = await begin({ ...said, expected: whole(said.expected), code, place: at }, t.talkStarted);
    if (talk) replace("show", { talkId: talk.id });
  };

  if (here) {
    return (
      <Screen title={nameOf(place)} foot={<Primary onClick={() => replace("talk", { id: here.id })}>{t.openIt}</Primary>}>
        <p>{t.underWayHere}</p>
        <More at={{ code, placeId }} />
      </Screen>
    );
  }
  return (
    <Screen title={place ? nameOf(place) : t.startTitle} foot={<Primary onClick={start}>{t.startHere}</Primary>}>
      {colleague && (
        <div class="notice notice-care">
          <p>{t.colleagueHere(colleague.officer_name)}</p>
          <button type="button" class="btn btn-quiet" onClick={() => replace("show", { code: colleague.code })}>{t.showSameCode}</button>
        </div>
      )}
      <p class="summary">
        <strong>{label("activity_kind", said.activityKind)}</strong>
        <span>{said.audiences.map((key) => label("audience", key)).join(inEnglish() ? ", " : "、")}</span>
        {said.topic && <span>{said.topic}</span>}
        {said.expected && <span>{t.people(said.expected)}</span>}
      </p>
      <details>
        <summary>{t.change}</summary>
        <SessionFields said={said} onChange={(change) => setSaid({ ...said, ...change })} />
        <NumberField id="expected" label={t.expected} value={said.expected} onInput={(expected) => setSaid({ ...said, expected })} />
      </details>
      <More at={{ code, placeId }} />
    </Screen>
  );
}

export function SessionFields({ said, onChange }) {
  const t = words();
  return (
    <>
      <Choices legend={t.kind} name="kind" options={terms("activity_kind")} value={said.activityKind} onChange={(activityKind) => onChange({ activityKind })} />
      <TextField id="topic" label={t.optional(t.topic)} value={said.topic} onInput={(topic) => onChange({ topic })} />
      <Choices legend={t.audiences} name="audiences" many options={terms("audience", DERIVED)} value={said.audiences} onChange={(audiences) => onChange({ audiences })} />
    </>
  );
}

function More({ at }) {
  const t = words();
  const ways = [
    ["letter", t.letterHere],
    ["past", t.pastHere],
    ["papers", t.bundleHere],
    ["materials", t.materialsHere],
  ];
  return (
    <details class="ways">
      <summary>{t.elsewhere}</summary>
      {ways.map(([screen, text]) => (
        <button type="button" class="way" key={screen} onClick={() => go(screen, at)}>{text}</button>
      ))}
    </details>
  );
}
