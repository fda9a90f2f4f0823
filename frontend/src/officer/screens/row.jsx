// One thing recorded: what became of it, why, and what can be done.
import { useState } from "preact/hooks";
import { read } from "../../scanning/reading.js";
import { correct, discard, isDoubted, rows, separate, settle, voidAct } from "../acts/record.js";
import { hosts, logCopy } from "../acts/scanned.js";
import { go, home } from "../nav.js";
import { changed, sendAgain, usePhone } from "../phone.js";
import { say } from "../said.js";
import { undo } from "../store/items.js";
import { figures, inEnglish, time, words } from "../words/words.js";
import { Gone } from "./talk.jsx";
import { Button, NumberField, Primary, Quiet, Screen, TextField } from "./parts.jsx";
import { ReceiptOf } from "./receipt.jsx";
import { stateOf, whatOf } from "./record.jsx";

export function Row({ id }) {
  const t = words();
  usePhone();
  const row = rows().find((each) => each.id === id);
  if (!row) return <Gone />;
  const { item } = row;
  const reason = row.code && (t.why[row.code] || (item && item.detail) || row.code);
  return (
    <Screen title={whatOf(row)} foot={<Actions row={row} />}>
      <dl class="facts">
        <Fact name={t.at} value={time(row.at)} />
        <Fact name={t.outcome} value={stateOf(row)} />
        {figures(row.indicators) && <Fact name={t.what} value={figures(row.indicators)} />}
        {item && item.fields.copy && <Fact name={t.isCopy} value={item.fields.copy} />}
        {item && item.reason && <Fact name={t.reason} value={item.reason} />}
      </dl>
      {row.flags.filter((flag) => t.flags[flag]).map((flag) => (
        <p class="notice" key={flag}>{t.flags[flag]}</p>
      ))}
      {reason && <p class="notice notice-care">{reason}</p>}
      <ReceiptOf row={row} />
      {item && isDoubted(item) && (
        <div class="notice notice-care">
          <p><strong>{t.sameTitle}</strong></p>
          {row.sameAs && <p>{t.sameAs(time(row.sameAs.opened_at), row.sameAs.officer_name)}{row.sameAs.topic ? `：${row.sameAs.topic}` : ""}</p>}
          <p>{t.sameWhy}</p>
        </div>
      )}
    </Screen>
  );
}

function Fact({ name, value }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Actions({ row }) {
  const t = words();
  const { item } = row;
  if (item && isDoubted(item)) {
    return (
      <>
        <Quiet onClick={() => separate(item, t.talkLogged).then(home)}>{t.sameSeparate}</Quiet>
        <Primary onClick={() => settle(item).then(home)}>{t.sameKeep}</Primary>
      </>
    );
  }
  if (item && item.state === "queued" && !item.sentAt) {
    const takeBack = async () => {
      const done = await undo(item.id);
      await changed();
      say(done ? { text: t.undone, kind: "held" } : { text: t.undoLate, kind: "wrong" });
      home();
    };
    return <Quiet onClick={takeBack}>{t.undo}</Quiet>;
  }
  if (item && item.state === "duplicate" && item.fields.paper && item.fields.code && !item.fields.copy && !item.fields.serial_from) {
    return <Quiet onClick={() => logCopy(item.fields.code, { instead: item }).then(home)}>{t.isCopy}</Quiet>;
  }
  if (item && (item.state === "rejected" || item.state === "malformed")) {
    return (
      <>
        <button type="button" class="btn btn-link" onClick={() => go("discard", { id: row.id })}>{t.discard}</button>
        {item.state === "rejected" && <Quiet onClick={() => sendAgain(item).then(home)}>{t.resend}</Quiet>}
        <Primary onClick={() => go("correct", { id: row.id })}>{t.correct}</Primary>
      </>
    );
  }
  return row.mayVoid ? <Quiet onClick={() => go("void", { id: row.id })}>{t.voidIt}</Quiet> : null;
}

/** A reason, then it is done. */
function WithReason({ row, title, ask, label, button, work }) {
  const t = words();
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState(false);
  const done = async () => {
    if (!reason.trim()) return setWrong(true);
    await work(reason.trim());
    return home();
  };
  return (
    <Screen title={title} foot={<Button class="btn btn-grave btn-wide" onClick={done}>{button}</Button>}>
      <p>{whatOf(row)} · {time(row.at)}</p>
      <p class="quiet">{ask}</p>
      <TextField id="reason" label={label} value={reason} onInput={setReason} error={wrong ? t.reasonNeeded : ""} />
    </Screen>
  );
}

export function VoidRow({ id }) {
  const t = words();
  usePhone();
  const row = rows().find((each) => each.id === id);
  if (!row) return <Gone />;
  const target = row.kind === "witness" ? row.id : row.act;
  return <WithReason row={row} title={t.voidIt} ask={t.voidAsk} label={t.voidWhy} button={t.voidIt} work={(reason) => voidAct(target, reason, t.voidLogged)} />;
}

export function DiscardRow({ id }) {
  const t = words();
  usePhone();
  const row = rows().find((each) => each.id === id);
  if (!row || !row.item) return <Gone />;
  return <WithReason row={row} title={t.discard} ask={t.discardAsk} label={t.discardWhy} button={t.discard} work={(reason) => discard(row.item, reason)} />;
}

// What can be put right by hand, and how it is asked for.
const NUMBERS = ["attendance", "copies", "serial_from", "serial_to"];
const NAMES = { code: "typeLabel", attendance: "attendance", copies: "copies", serial_from: "from", serial_to: "to", missing: "missing", archive_box: "box", topic: "topic", reason: "reason" };

export function CorrectRow({ id }) {
  const t = words();
  usePhone();
  const row = rows().find((each) => each.id === id);
  const item = row && row.item;
  const [said, setSaid] = useState(() => (item ? Object.fromEntries(Object.entries(item.fields).map(([name, value]) => [name, textOf(value)])) : {}));
  const [wrong, setWrong] = useState(item ? item.errors || {} : {});
  if (!item) return <Gone />;
  const names = Object.keys(NAMES).filter((name) => name in item.fields);
  const save = async () => {
    const fields = { ...item.fields };
    for (const name of names) fields[name] = valueOf(name, said[name], fields[name]);
    if (names.includes("code") && !fields.code) {
      // An act of help counts without a code too.
      if (said.code.trim() || item.kind !== "install") return setWrong({ code: [t.typeWrong] });
      delete fields.code;
    }
    if (await correct(item, fields)) say({ text: t.corrected, kind: "good" });
    return home();
  };
  return (
    <Screen title={t.correctTitle} foot={<Primary onClick={save}>{t.correct}</Primary>}>
      <p>{whatOf(row)} · {time(row.at)}</p>
      <p class="quiet">{row.code && t.why[row.code]}</p>
      {names.map((name) => {
        const field = { id: name, key: name, label: t[NAMES[name]], value: said[name], error: errorOf((wrong[name] || [])[0]), onInput: (text) => setSaid({ ...said, [name]: text }) };
        return NUMBERS.includes(name) ? <NumberField {...field} /> : <TextField {...field} />;
      })}
      <p class="form-text">{t.correctWhy}</p>
    </Screen>
  );
}

/** What the server held against a field, in the app's language: it lists serials, or names a fault that the label explains. */
function errorOf(text) {
  const t = words();
  if (!text) return "";
  const [, what, serials] = /^(already counted|revoked): (.*)$/.exec(text) || [];
  if (what === "already counted") return t.serialsCounted(serials);
  if (what === "revoked") return t.serialsRevoked(serials);
  return inEnglish() || !/^[\x20-\x7e]+$/.test(text) ? text : t.fieldWrong;
}

const textOf = (value) => (Array.isArray(value) ? value.join(", ") : value === null || value === undefined ? "" : String(value));

function valueOf(name, text, before) {
  if (name === "code") {
    const found = read(text, { hosts: hosts() });
    return found.what === "code" || found.what === "witness" ? found.code : "";
  }
  if (name === "missing") return (text.match(/[0-9]+/g) || []).map(Number);
  if (NUMBERS.includes(name)) return text === "" ? before : Number(text);
  return text.trim();
}
