// The officer's own record: what needs a word, what is under way, today, and the rest of the week.
import { useEffect } from "preact/hooks";
import { isReturned, rows } from "../acts/record.js";
import { openTalks } from "../acts/talks.js";
import { go } from "../nav.js";
import { refreshRecord, reload, usePhone } from "../phone.js";
import { figures, label, nameOf, time, words } from "../words/words.js";
import { Screen } from "./parts.jsx";
import { titleOf } from "./talk.jsx";

export function Record() {
  const t = words();
  const { mode, officer, record } = usePhone();
  useEffect(() => {
    if (mode === "online") refreshRecord(officer.id).then(reload);
  }, []);
  const all = rows();
  const returned = all.filter((row) => row.item && isReturned(row.item));
  const others = all.filter((row) => !returned.includes(row));
  const today = new Date().toDateString();
  const ofToday = others.filter((row) => new Date(row.at).toDateString() === today);
  const ofWeek = others.filter((row) => !ofToday.includes(row) && Date.parse(row.at) >= monday());
  const earlier = others.filter((row) => !ofToday.includes(row) && !ofWeek.includes(row));
  const talks = openTalks();
  return (
    <Screen title={t.record}>
      {returned.length > 0 && <Section title={t.returnedTitle} of={returned} />}
      {talks.length > 0 && (
        <section>
          <h2>{t.talksOpen}</h2>
          {talks.map((talk) => (
            <button type="button" class="under-way" key={talk.id} onClick={() => go("talk", { id: talk.id })}>
              <strong>{titleOf(talk)}</strong>
              <span class="quiet">{t.since(time(talk.startedAt))}</span>
            </button>
          ))}
        </section>
      )}
      <Section title={t.today} of={ofToday} empty={t.nothingToday} />
      {ofWeek.length > 0 && <Section title={t.thisWeek} of={ofWeek} />}
      {earlier.length > 0 && <Section title={t.earlier} of={earlier} />}
      {record && <p class="quiet">{t.asOf(time(record.at))}</p>}
    </Screen>
  );
}

function monday() {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - ((now.getDay() + 6) % 7)).getTime();
}

function Section({ title, of, empty }) {
  return (
    <section>
      <h2>{title}</h2>
      {of.length === 0 && <p class="quiet">{empty}</p>}
      <ul class="ledger">
        {of.map((row) => (
          <li key={row.id}>
            <button type="button" class="ledger-row" data-state={row.state} onClick={() => go("row", { id: row.id })}>
              <span class="ledger-time">{time(row.at)}</span>
              <span class="ledger-what">
                {whatOf(row)}
                {figures(row.indicators) && <span class="figures">{figures(row.indicators)}</span>}
              </span>
              <span class="ledger-outcome">{stateOf(row)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function whatOf(row) {
  const t = words();
  const name = row.activityKind ? label("activity_kind", row.activityKind) : t[`kind_${row.what}`] || row.what;
  const parts = [name, nameOf(row.place), row.range ? t.serial(row.range) : row.serial && t.serial(String(row.serial).padStart(5, "0") + (row.copy ? ` ${row.copy}` : "")), row.copies && t.copiesOf(row.copies)];
  return parts.filter(Boolean).join(" · ");
}

export function stateOf(row) {
  const t = words();
  return row.state === "queued" ? t.queued : t[`state_${row.state}`] || t[row.state] || row.state;
}
