// The code alone, for the projector: no counter, nothing to compare people by (domain.md section 4, Pressure).
import { useEffect, useState } from "preact/hooks";
import { openTalks } from "../acts/talks.js";
import { back, go } from "../nav.js";
import { phone, usePhone } from "../phone.js";
import { serverDay } from "../sync/clock.js";
import { label, nameOf, words } from "../words/words.js";

import { Drawn } from "./drawn.jsx";
import { useArrival } from "./parts.jsx";
import { titleOf } from "./talk.jsx";

export function Show({ talkId = "", code = "" }) {
  const t = words();
  const { list } = usePhone();
  const shown = shownBy(talkId, code);
  const site = (list && `${list.site.scheme}://${list.site.public_host}`) || location.origin;
  useWakefulness();
  useArrival(shown.title);
  useEffect(() => {
    document.body.classList.add("projector");
    return () => document.body.classList.remove("projector");
  }, []);
  const number = shown.drawn && shown.drawn.number_day === serverDay() ? shown.drawn.number : "";
  return (
    <main class="projected" id="content">
      <h1 tabIndex={-1}>{shown.title}</h1>
      <Picture drawn={shown.drawn} code={shown.code} />
      {number && (
        <p class="projected-number">
          <span class="quiet">{t.orType(site)}</span>
          {`${number.slice(0, 3)} ${number.slice(3)}`}
        </p>
      )}
      <p class="projected-who">
        {shown.code && <strong class="projected-how">{t.scanTheCode}</strong>}
        {t.voluntary}
        <br />
        {unitWords()}
        <br />
        {t.addressMust(`${site}/Q/`)}
      </p>
      <nav class="projected-tools" aria-label={t.more}>
        {document.fullscreenEnabled && (
          <button type="button" class="btn btn-quiet" onClick={() => document.documentElement.requestFullscreen()}>{t.fullScreen}</button>
        )}
        {talkId && <button type="button" class="btn btn-quiet" onClick={() => go("end", { id: talkId })}>{t.end}</button>}
        <button type="button" class="btn btn-link" onClick={back}>{t.back}</button>
      </nav>
    </main>
  );
}

function shownBy(talkId, code) {
  const talk = talkId && openTalks().find((each) => each.id === talkId);
  if (talk) return { title: titleOf(talk), drawn: talk.drawn, code: talk.activityCode };
  const { list } = phone();
  const known = code && ((list && list.activities) || []).find((each) => each.code === code);
  if (!known) return { title: words().scanTheCode, drawn: null, code };
  const place = list.index.byId.get(known.place);
  return { title: [label("activity_kind", known.activity_kind), nameOf(place)].filter(Boolean).join(" · "), drawn: known, code };
}

/** Drawn from the matrix the phone has; for a code that only the server knows, by the server. */
function Picture({ drawn, code }) {
  const t = words();
  const [missing, setMissing] = useState(false);
  if (drawn && drawn.modules) return <Drawn class="projected-code" drawn={drawn} name={t.showCode} />;
  if (!code || missing) return <p class="notice notice-care">{t.noCodeForTalk}</p>;
  return <img class="projected-code" src={`/api/v1/codes/${code}/qr.svg`} alt={t.showCode} onError={() => setMissing(true)} />;
}

function unitWords() {
  const { list } = phone();
  const unit = list && list.units[0];
  return unit ? `${nameOf(unit)} ${unit.landline || ""}` : "";
}

/** A projector must not go dark in the middle of a talk. */
function useWakefulness() {
  useEffect(() => {
    let lock = null;
    const hold = () => {
      if (document.hidden || !navigator.wakeLock) return;
      navigator.wakeLock.request("screen").then((held) => (lock = held), () => {});
    };
    hold();
    document.addEventListener("visibilitychange", hold);
    return () => {
      document.removeEventListener("visibilitychange", hold);
      if (lock) lock.release().catch(() => {});
    };
  }, []);
}
