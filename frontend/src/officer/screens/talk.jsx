// A session under way, as its officer sees it: the code, who has signed so far, the leaflets handed out, the end.
import { bindBundle, counters, finish, openTalks } from "../acts/talks.js";
import { go, home, replace } from "../nav.js";
import { say } from "../said.js";
import { useEffect, useState } from "preact/hooks";
import { label, nameOf, time, words } from "../words/words.js";
import { phone, refreshTalks, usePhone } from "../phone.js";
import { Help } from "./home.jsx";
import { Choices, NumberField, Primary, Quiet, Screen, whole } from "./parts.jsx";

const LOOK_AGAIN = 10000;

export const titleOf = (talk) => [label("activity_kind", talk.activityKind), nameOf(talk.place)].filter(Boolean).join(" · ");

/** @param code a leaflet that was just scanned to bind its bundle */
export function Talk({ id, code = "" }) {
  const t = words();
  const { mode, officer } = usePhone();
  const talk = openTalks().find((each) => each.id === id);
  const told = counters(id);

  useEffect(() => {
    if (!talk || !code || talk.bundles.includes(code)) return;
    bindBundle(talk, code).then(() => say({ text: t.leafletBound, kind: "good" }));
  }, [id, code]);
  useEffect(() => {
    const look = () => phone().mode === "online" && !document.hidden && refreshTalks(officer.id);
    look();
    const timer = setInterval(look, LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [id]);

  if (!talk) return <Gone />;
  return (
    <Screen
      title={titleOf(talk)}
      foot={
        <>
          <Quiet onClick={() => go("end", { id })}>{t.end}</Quiet>
          <Primary onClick={() => go("show", { talkId: id })}>{t.showCode}</Primary>
        </>
      }
    >
      <p class="quiet">{t.since(time(talk.startedAt))}</p>
      {told && <p class="counters">{t.signedSoFar(told.signed, told.installed)}</p>}
      {mode !== "online" && <p class="quiet">{t.offline}</p>}
      <Help class="btn btn-quiet btn-wide" />
      <Quiet onClick={() => go("scan", { take: "leaflet", then: { screen: "talk", props: { id } } })}>{t.bindLeaflets}</Quiet>
      {talk.bundles.length > 0 && <p class="quiet">{t.bound(talk.bundles.length)}</p>}
    </Screen>
  );
}

export function Gone() {
  const t = words();
  return (
    <Screen title={t.app} foot={<Primary onClick={home}>{t.home}</Primary>}>
      <p>{t.somethingWrong}</p>
    </Screen>
  );
}

/** The end of a session: how many came, then how many leaflets. One question a screen. */
export function End({ id, step = "people", attendance = "", method = "counted" }) {
  const t = words();
  usePhone();
  const talk = openTalks().find((each) => each.id === id);
  const [count, setCount] = useState(attendance);
  const [how, setHow] = useState(method);
  const [leaflets, setLeaflets] = useState("");
  const [exact, setExact] = useState("exact");
  const [wrong, setWrong] = useState(false);
  if (!talk) return <Gone />;

  if (step === "people") {
    const next = () => {
      if (whole(count) === null) return setWrong(true);
      // Who comes back finds what was entered.
      replace("end", { id, attendance: count, method: how });
      return go("end", { id, step: "leaflets", attendance: count, method: how });
    };
    return (
      <Screen title={t.howMany} foot={<Primary onClick={next}>{t.next}</Primary>}>
        <p class="quiet">{titleOf(talk)}</p>
        <NumberField id="attendance" large label={t.attendance} help={talk.expected ? t.wasExpected(talk.expected) : ""} value={count} onInput={setCount} error={wrong ? t.numberNeeded : ""} />
        <Choices legend={t.howCounted} name="method" options={[["counted", t.counted], ["estimated", t.estimated]]} value={how} onChange={setHow} />
      </Screen>
    );
  }
  const done = async () => {
    if (leaflets && whole(leaflets) === null) return setWrong(true);
    const end = { attendance: whole(attendance), method, leaflets: whole(leaflets) || 0, leafletsMethod: exact };
    const item = await finish(talk, end, t.talkLogged);
    if (item) home();
    return undefined;
  };
  return (
    <Screen title={t.leafletsHow} foot={<Primary onClick={done}>{leaflets ? t.finish : t.skip}</Primary>}>
      <p class="quiet">{titleOf(talk)}</p>
      <NumberField id="leaflets" large label={t.leaflets} value={leaflets} onInput={setLeaflets} error={wrong ? t.copiesWrong : ""} />
      {leaflets && <Choices legend={t.howCounted} name="exact" options={[["exact", t.exact], ["about", t.about]]} value={exact} onChange={setExact} />}
    </Screen>
  );
}

/** A scanned leaflet: its bundle belongs to the session under way, or the resident signs here and now. */
export function Leaflet({ code }) {
  const t = words();
  usePhone();
  const talks = openTalks();
  const bind = async (talk) => {
    await bindBundle(talk, code);
    say({ text: t.leafletBound, kind: "good" });
    home();
  };
  const sign = () => replace("sign", { code });
  const [first, ...others] = talks;
  return (
    <Screen
      title={t.leafletTitle}
      foot={
        first ? (
          <>
            <Quiet onClick={sign}>{t.leafletSign}</Quiet>
            <Primary onClick={() => bind(first)}>{t.leafletBindTo(titleOf(first))}</Primary>
          </>
        ) : (
          <Primary onClick={sign}>{t.leafletSign}</Primary>
        )
      }
    >
      <p class="code-text">{code.replace(/(.{4})(?=.)/g, "$1-")}</p>
      {others.map((talk) => (
        <Quiet key={talk.id} onClick={() => bind(talk)}>{t.leafletBindTo(titleOf(talk))}</Quiet>
      ))}
    </Screen>
  );
}
