// A session that is over already, in one step: where, when, how many.
import { useState } from "preact/hooks";
import { logPast } from "../acts/talks.js";
import { home } from "../nav.js";
import { serverNow } from "../sync/clock.js";
import { label, nameOf, words } from "../words/words.js";
import { phone, usePhone } from "../phone.js";
import { Choices, NumberField, Primary, Screen, TextField, whole } from "./parts.jsx";
import { placeById, SessionFields, usualAt } from "./place.jsx";
import { PlacePicker } from "./places.jsx";

const AN_HOUR = 3600 * 1000;
// Longer than any session; the typing error is in the day.
const LONGEST = 16 * AN_HOUR;

/** When the first of the open campaigns began: nothing before it can be meant. */
function earliest() {
  const { list } = phone();
  const begun = ((list && list.campaigns) || []).map((campaign) => new Date(`${campaign.starts_on}T00:00`).getTime());
  return begun.length ? Math.min(...begun) : 0;
}

const two = (n) => String(n).padStart(2, "0");
const local = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;

export function Past({ code = "", placeId = 0 }) {
  usePhone();
  const [place, setPlace] = useState(placeId);
  if (!code && !place) return <PlacePicker onPick={setPlace} />;
  return <PastAt code={code} place={placeById(place)} />;
}

function PastAt({ code, place }) {
  const t = words();
  const usual = usualAt(place);
  const [said, setSaid] = useState(usual);
  const [began, setBegan] = useState(() => local(new Date(serverNow() - AN_HOUR)));
  const [ended, setEnded] = useState(() => local(new Date(serverNow())));
  const [count, setCount] = useState("");
  const [how, setHow] = useState("counted");
  const [leaflets, setLeaflets] = useState("");
  const [wrong, setWrong] = useState({});

  const save = async () => {
    const faults = {};
    if (whole(count) === null) faults.count = t.numberNeeded;
    const [from, to] = [new Date(began).getTime(), new Date(ended).getTime()];
    if (!(from <= serverNow())) faults.began = t.inFuture;
    else if (from < earliest()) faults.began = t.tooEarly;
    else if (!(to >= from)) faults.ended = t.endsBefore;
    else if (to - from > LONGEST) faults.ended = t.tooLong;
    if (leaflets && whole(leaflets) === null) faults.leaflets = t.copiesWrong;
    setWrong(faults);
    if (Object.keys(faults).length) return;
    const at = place ? { id: place.id, name: place.name, name_en: place.name_en } : null;
    const talk = { ...said, code, place: at, startedAt: new Date(began).toISOString(), bundles: [] };
    const end = {
      attendance: whole(count),
      method: how,
      leaflets: whole(leaflets) || 0,
      leafletsMethod: "exact",
      endedAt: new Date(ended).toISOString(),
    };
    if (await logPast(talk, end, t.talkLogged)) home();
  };
  return (
    <Screen title={t.pastHere} foot={<Primary onClick={save}>{t.save}</Primary>}>
      <p class="quiet">{nameOf(place)}</p>
      <NumberField id="attendance" large label={t.howMany} value={count} onInput={setCount} error={wrong.count} />
      <Choices legend={t.howCounted} name="method" options={[["counted", t.counted], ["estimated", t.estimated]]} value={how} onChange={setHow} />
      <TextField id="began" type="datetime-local" label={t.beganAt} value={began} onInput={setBegan} error={wrong.began} />
      <TextField id="ended" type="datetime-local" label={t.endedAt} value={ended} onInput={setEnded} error={wrong.ended} />
      <details open={Boolean(wrong.leaflets)}>
        <summary>{[label("activity_kind", said.activityKind), ...said.audiences.map((key) => label("audience", key))].join(" · ")}</summary>
        <NumberField id="leaflets" label={t.optional(t.leafletsHow)} value={leaflets} onInput={setLeaflets} error={wrong.leaflets} />
        <SessionFields said={said} onChange={(change) => setSaid({ ...said, ...change })} />
      </details>
    </Screen>
  );
}
