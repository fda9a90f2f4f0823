// What is not scanned one by one: bundles of papers, materials.
import { useState } from "preact/hooks";
import { act } from "../acts/keeping.js";
import { where } from "../acts/making.js";
import { go, home } from "../nav.js";
import { serverNow } from "../sync/clock.js";
import { label, nameOf, words } from "../words/words.js";
import { usePhone } from "../phone.js";
import { Choices, NumberField, Primary, Quiet, Screen, TextField, terms, whole } from "./parts.jsx";
import { placeById } from "./place.jsx";
import { PlacePicker } from "./places.jsx";

/** Papers by range or by count (成批). By range, `code` is that of any one of them. */
export function Papers({ code = "", placeId = 0, by = "" }) {
  const t = words();
  usePhone();
  if (!by) {
    const then = { screen: "papers", props: { by: "range", placeId } };
    return (
      <Screen title={t.papersTitle}>
        <Quiet onClick={() => go("scan", { take: "form", then })}>{t.papersNumbered}</Quiet>
        <Quiet onClick={() => go("papers", { by: "count", code, placeId })}>{t.papersPlain}</Quiet>
      </Screen>
    );
  }
  return by === "range" ? <Range code={code} /> : <Count code={code} placeId={placeId} />;
}

function Range({ code }) {
  const t = words();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [missing, setMissing] = useState("");
  const [box, setBox] = useState("");
  const [wrong, setWrong] = useState(false);
  const save = async () => {
    const first = whole(from);
    const last = whole(to);
    const gaps = [...new Set((missing.match(/[0-9]+/g) || []).map(Number))];
    const isRange = first && last && first <= last && gaps.every((gap) => first <= gap && gap <= last);
    if (!isRange || gaps.length > last - first) return setWrong(true);
    const copies = last - first + 1 - gaps.length;
    const fields = { code, paper: true, serial_from: first, serial_to: last, missing: gaps, archive_box: box.trim() };
    const item = await act("pledge", fields, { told: t.papersDone(copies), shown: { what: "paper", copies } });
    if (item) home();
    return undefined;
  };
  return (
    <Screen title={t.papersTitle} foot={<Primary onClick={save}>{t.save}</Primary>}>
      <p class="quiet">{t.scannedOne} <span class="code-text">{code.replace(/(.{4})(?=.)/g, "$1-")}</span></p>
      <div class="pair">
        <NumberField id="from" label={t.from} value={from} onInput={setFrom} />
        <NumberField id="to" label={t.to} value={to} onInput={setTo} error={wrong ? t.rangeWrong : ""} />
      </div>
      <TextField id="missing" label={t.missing} help={t.missingHelp} value={missing} onInput={setMissing} inputMode="text" />
      <TextField id="box" label={t.optional(t.box)} value={box} onInput={setBox} longest={80} />
    </Screen>
  );
}

function Count({ code, placeId }) {
  const t = words();
  const [place, setPlace] = useState(placeId);
  const [copies, setCopies] = useState("");
  const [box, setBox] = useState("");
  const [day, setDay] = useState("");
  const [wrong, setWrong] = useState(false);
  if (!code && !place) return <PlacePicker onPick={setPlace} />;
  const save = async () => {
    const count = whole(copies);
    if (!count) return setWrong(true);
    const fields = { ...where({ code, place: code ? 0 : place }), paper: true, copies: count, archive_box: box.trim() };
    const at = placeById(place);
    const item = await act("pledge", fields, {
      told: t.papersDone(count),
      shown: { what: "paper", copies: count, place: at && { name: at.name, name_en: at.name_en } },
      // Of a day that was typed the clock knows nothing.
      ...(day ? { occurredAt: noonOf(day), offset: 0 } : {}),
    });
    if (item) home();
    return undefined;
  };
  return (
    <Screen title={t.papersTitle} foot={<Primary onClick={save}>{t.save}</Primary>}>
      <p class="quiet">{nameOf(placeById(place))}</p>
      <NumberField id="copies" large label={t.copies} value={copies} onInput={setCopies} error={wrong ? t.copiesWrong : ""} />
      <TextField id="day" type="date" label={t.optional(t.at)} value={day} onInput={setDay} />
      <TextField id="box" label={t.optional(t.box)} value={box} onInput={setBox} longest={80} />
    </Screen>
  );
}

// Papers of another day were signed some time on it: its noon, or now if that is still to come.
function noonOf(day) {
  const noon = new Date(`${day}T12:00`).getTime();
  return new Date(Math.min(noon, serverNow())).toISOString();
}

export function Materials({ code = "", placeId = 0 }) {
  const t = words();
  usePhone();
  const [place, setPlace] = useState(placeId);
  const [kind, setKind] = useState("leaflet");
  const [use, setUse] = useState("handed_out");
  const [copies, setCopies] = useState("");
  const [exact, setExact] = useState("exact");
  const [wrong, setWrong] = useState(false);
  if (!code && !place) return <PlacePicker onPick={setPlace} />;
  const save = async () => {
    const count = whole(copies);
    if (!count) return setWrong(true);
    const fields = { ...where({ code, place: code ? 0 : place }), material_kind: kind, copies: count, copies_method: exact, use };
    const at = placeById(place);
    const item = await act("material", fields, {
      told: t.materialsLogged,
      shown: { what: "material", copies: count, place: at && { name: at.name, name_en: at.name_en } },
    });
    if (item) home();
    return undefined;
  };
  return (
    <Screen title={t.materialsTitle} foot={<Primary onClick={save}>{t.save}</Primary>}>
      <p class="quiet">{nameOf(placeById(place))}</p>
      <NumberField id="copies" large label={t.copies} value={copies} onInput={setCopies} error={wrong ? t.copiesWrong : ""} />
      <Choices legend={t.materialsTitle} name="use" options={[["handed_out", t.handedOut], ["posted", t.posted]]} value={use} onChange={setUse} />
      <details>
        <summary>{`${label("material_kind", kind)} · ${t[exact]}`}</summary>
      <Choices legend={t.material} name="material" options={terms("material_kind")} value={kind} onChange={setKind} />
      <Choices legend={t.copies} name="exact" options={[["exact", t.exact], ["about", t.about]]} value={exact} onChange={setExact} />
      </details>
    </Screen>
  );
}

