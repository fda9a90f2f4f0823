// Pieces that several screens are made of.
import { useEffect, useRef, useState } from "preact/hooks";
import { back } from "../nav.js";
import { changed, phone, sync, usePhone } from "../phone.js";
import { hush, say, useSaid } from "../said.js";
import { undo } from "../store/items.js";
import { label, time, words } from "../words/words.js";

/** Mode, what waits, the last sync, and "sync now": always in sight. */
export function Status() {
  const t = words();
  const { mode, officer, items, others, busy, lastSync } = usePhone();
  // As long as nobody is known to be at work, what waits for anybody waits.
  const waiting = officer ? items.filter((item) => item.state === "queued").length : others;
  const names = { online: t.online, offline: t.offline, login: t.signedOut };
  return (
    <div class="status" data-mode={mode}>
      <p class="status-words">
        <strong class="status-mode">{names[mode]}</strong>
        <span class={waiting ? "status-waiting" : ""}>{waiting ? t.pending(waiting) : t.allSent}</span>
        <span class="status-time">{lastSync ? t.lastSync(time(lastSync)) : t.neverSynced}</span>
      </p>
      <button type="button" class="status-sync" onClick={() => sync({ force: true })} disabled={busy}>
        {busy ? t.syncing : t.syncNow}
      </button>
    </div>
  );
}

/** Who listens to the page hears where they have come: the title is the page's, and the focus at the heading. */
export function useArrival(title) {
  const { app } = words();
  useEffect(() => {
    document.title = title === app ? app : `${title} · ${app}`;
    const heading = document.querySelector("h1");
    if (heading) heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [title]);
}

/** A screen: its title, the way back, what it asks, and one primary button at the thumb. */
export function Screen({ title, children, foot }) {
  const t = words();
  useArrival(title);
  return (
    <main class="screen" id="content">
      <header class="screen-head">
        <button type="button" class="back" onClick={back} aria-label={t.back}>
          <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M15 5l-7 7 7 7" /></svg>
        </button>
        <h1 tabIndex={-1}>{title}</h1>
      </header>
      <div class="screen-body">{children}</div>
      <Foot>{foot}</Foot>
    </main>
  );
}

/** At the thumb: what was just said, and below it the buttons, which stay where they are when something is said. */
export function Foot({ children }) {
  return (
    <div class="foot">
      <Said />
      {children && <div class="foot-buttons">{children}</div>}
    </div>
  );
}

/** A button whose work is done once, however often it is tapped meanwhile. */
export function Button({ class: look, onClick, disabled, rests = 0, children, ...rest }) {
  const [busy, setBusy] = useState(false);
  const isBusy = useRef(false);
  const isHere = useRef(true);
  useEffect(() => () => {
    isHere.current = false;
  }, []);
  const work = async () => {
    if (isBusy.current) return;
    isBusy.current = true;
    setBusy(true);
    try {
      await Promise.all([onClick(), pause(rests)]);
    } finally {
      isBusy.current = false;
      if (isHere.current) setBusy(false);
    }
  };
  return (
    <button type="button" class={look} onClick={work} disabled={disabled || busy} {...rest}>
      {children}
    </button>
  );
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export const Primary = (given) => <Button class="btn btn-primary btn-wide" {...given} />;
export const Quiet = (given) => <Button class="btn btn-quiet btn-wide" {...given} />;

/** What was just said, with the way to take it back. */
function Said() {
  const t = words();
  const said = useSaid();
  const { items } = usePhone();
  // What has left may have been counted: it is voided, not undone.
  const isHere = said && items.some((item) => item.id === said.undo && item.state === "queued" && !item.sentAt);
  const takeBack = async () => {
    const done = await undo(said.undo);
    await changed();
    say(done ? { text: t.undone, kind: "held" } : { text: t.undoLate, kind: "wrong" });
  };
  if (!said) return null;
  return (
    <div class={`said ${said.action ? "said-offering" : ""}`} data-kind={said.kind}>
      <p>
        {said.text}
        {said.detail && <span class="said-detail">{said.detail}</span>}
      </p>
      {said.action && (
        <Button class="said-action" onClick={said.action.run}>{said.action.label}</Button>
      )}
      {isHere ? (
        <Button class="said-action" onClick={takeBack}>{t.undo}</Button>
      ) : (
        <button type="button" class="said-close" onClick={hush} aria-label={t.close}>
          ×
        </button>
      )}
    </div>
  );
}

/** The same for who listens: it stays on the page, whatever screen comes, so that it is read out. */
export function Heard() {
  const said = useSaid();
  return (
    <p class="visually-hidden" role="status">
      {said ? [said.text, said.detail].filter(Boolean).join(" ") : ""}
    </p>
  );
}

/** One of several answers, each a whole row. */
export function Choices({ legend, name, options, value, onChange, many, wide }) {
  const chosen = many ? value : [value];
  const pick = (key) => {
    if (!many) return onChange(key);
    return onChange(value.includes(key) ? value.filter((each) => each !== key) : [...value, key]);
  };
  return (
    <fieldset class="field">
      <legend>{legend}</legend>
      <div class={`choices ${wide ? "choices-wide" : ""}`}>
        {options.map(([key, text]) => (
          <label class="choice" key={key}>
            <input type={many ? "checkbox" : "radio"} name={name} checked={chosen.includes(key)} onChange={() => pick(key)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The terms of a group of the field list, as choices. */
export function terms(group, except = []) {
  const { list } = phone();
  return ((list && list.vocabulary[group]) || [])
    .filter((term) => !except.includes(term.key))
    .map((term) => [term.key, label(group, term.key)]);
}

function Field({ id, label: text, help, error, children }) {
  return (
    <div class="field">
      <label class="form-label" for={id}>{text}</label>
      {help && <p class="form-text" id={`${id}-help`}>{help}</p>}
      {children}
      {error && <p class="invalid-feedback" id={`${id}-error`} role="alert">{error}</p>}
    </div>
  );
}

/** A number typed with the phone's digits. `value` is what was typed: nothing is left out silently, 12.5 is not 125. */
export function NumberField({ id, label: text, value, onInput, error, help, large }) {
  return (
    <Field id={id} label={text} help={help} error={error}>
      <input
        id={id}
        class={`form-control ${large ? "form-control-large" : ""}`}
        inputMode="numeric"
        autoComplete="off"
        maxLength={7}
        value={value}
        aria-describedby={[help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ") || undefined}
        onInput={(event) => onInput(event.target.value.normalize("NFKC").trim())}
      />
    </Field>
  );
}

export function TextField({ id, label: text, value, onInput, error, help, longest = 200, ...rest }) {
  return (
    <Field id={id} label={text} help={help} error={error}>
      <input
        id={id}
        class="form-control"
        autoComplete="off"
        maxLength={longest}
        value={value}
        aria-describedby={[help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ") || undefined}
        onInput={(event) => onInput(event.target.value)}
        {...rest}
      />
    </Field>
  );
}

// The largest stadiums hold this many, and no order of leaflets is larger; more is a typing error.
const MOST = 100000;

/** The whole number that was typed, up to 100,000; null for anything else. */
export const whole = (text) => (/^[0-9]{1,6}$/.test(text) && Number(text) <= MOST ? Number(text) : null);
