// A session that is over already, in one step: where, when, how many.
import { useState } from "preact/hooks";
import { logPast } from "../acts/talks.js";
import { home } from "../nav.js";
import { serverNow } from "../sync/clock.js";
import { label, nameOf, words } from "../words/words.js";
import { usePhone } from "../phone.js";
import { Choices, NumberField, Primary, Screen, TextField, whole } from "./parts.jsx";
import { placeById, SessionFields, usualAt } from "./place.jsx";
import { PlacePicker } from "./places.jsx";

const AN_HOUR = 3600 * 1000;
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
    if (!(new Date(began).getTime() <= serverNow())) faults.began = t.inFuture;
    else if (!(new Date(ended) >= new Date(began))) faults.ended = t.endsBefore;
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
      <p class="summary">
        <strong>{label("activity_kind", said.activityKind)}</strong>
        <span>{`${began.replace("T", " ")} – ${ended.slice(0, 10) === began.slice(0, 10) ? ended.slice(11) : ended.replace("T", " ")}`}</span>
      </p>
      <details open={Boolean(wrong.began || wrong.ended)}>
        <summary>{t.change}</summary>
        <TextField id="began" type="datetime-local" label={t.beganAt} value={began} onInput={setBegan} error={wrong.began} />
        <TextField id="ended" type="datetime-local" label={t.endedAt} value={ended} onInput={setEnded} error={wrong.ended} />
        <NumberField id="leaflets" label={`${t.leafletsHow}（${t.optional}）`} value={leaflets} onInput={setLeaflets} />
        <SessionFields said={said} onChange={(change) => setSaid({ ...said, ...change })} />
      </details>
    </Screen>
  );
}
