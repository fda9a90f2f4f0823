// What is needed now and then: entries without a scan, the list, the language, logging out.
import { useState } from "preact/hooks";
import { go, home } from "../nav.js";
import { leave, phone, queued, speak, sync, usePhone } from "../phone.js";
import { say } from "../said.js";
import { askSession } from "../sync/session.js";
import { inEnglish, time, words } from "../words/words.js";
import { Quiet, Screen } from "./parts.jsx";

export function More() {
  const t = words();
  const { list, others, mode } = usePhone();
  const [leaving, setLeaving] = useState(false);
  const refresh = async () => {
    await sync({ force: true });
    say(phone().mode === "online" && phone().list ? { text: t.listDone, kind: "good" } : { text: t.listFailed, kind: "wrong" });
  };
  const waiting = queued().length;
  const logOut = async () => {
    if (!leaving) return setLeaving(true);
    const me = await askSession();
    if (!me.reached) return say({ text: t.logOutOffline, kind: "wrong" });
    try {
      await leave(me.csrf, document.documentElement.dataset.logout);
      return home();
    } catch {
      return say({ text: t.logOutOffline, kind: "wrong" });
    }
  };
  const { dashboard, phones } = document.documentElement.dataset;
  return (
    <Screen title={t.more}>
      <ul class="rows">
        <Way onClick={() => go("past")}>{t.pastHere}</Way>
        <Way onClick={() => go("papers")}>{t.bundleHere}</Way>
        <Way onClick={() => go("materials")}>{t.materialsHere}</Way>
        <Way onClick={refresh}>
          {t.refreshList}
          <span class="quiet">{list ? t.listAsOf(time(list.as_of)) : t.listNone}</span>
        </Way>
        {mode === "online" && <li><a class="way" href={phones}>{t.phones}</a></li>}
        {mode === "online" && <li><a class="way" href={dashboard}>{t.figures}</a></li>}
        <Way onClick={() => speak(inEnglish() ? "zh-hans" : "en")} lang={inEnglish() ? "zh-Hans" : "en"}>{t.language}</Way>
      </ul>
      {others > 0 && <p class="notice">{t.othersWaiting(others)}</p>}
      {leaving && <p class="notice notice-care">{waiting > 0 ? t.logOutWaiting(waiting) : t.logOutSure}</p>}
      {leaving && <Quiet onClick={() => setLeaving(false)}>{t.cancel}</Quiet>}
      {mode !== "login" && <Quiet onClick={logOut}>{leaving ? t.logOutYes : t.logOut}</Quiet>}
    </Screen>
  );
}

function Way({ children, ...rest }) {
  return (
    <li>
      <button type="button" class="way" {...rest}>{children}</button>
    </li>
  );
}
