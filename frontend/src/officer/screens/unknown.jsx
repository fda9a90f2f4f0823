// A code this phone does not know: not wrong, only new. The officer says what it is, and it waits in the queue like any other.
import { logPaper, logWitness } from "../acts/scanned.js";
import { home, replace } from "../nav.js";
import { words } from "../words/words.js";
import { Quiet, Screen } from "./parts.jsx";

/** @param asked whether the server was asked, and did not know it either */
export function Unknown({ code, asked }) {
  const t = words();
  const log = async (work) => {
    const { item, again } = await work(code);
    if (item || again) home();
  };
  return (
    <Screen title={asked ? t.unknownToAll : t.unknownTitle}>
      <p>{asked ? t.unknownToAllWhy : t.unknownWhy}</p>
      <p class="code-text">{code.replace(/(.{4})(?=.)/g, "$1-")}</p>
      <h2>{t.unknownAsk}</h2>
      <Quiet onClick={() => log(logPaper)}>{t.unknownPaper}</Quiet>
      <Quiet onClick={() => replace("place", { code, placeId: 0 })}>{t.unknownPlace}</Quiet>
      <Quiet onClick={() => replace("leaflet", { code })}>{t.unknownLeaflet}</Quiet>
      <Quiet onClick={() => log(logWitness)}>{t.unknownWitness}</Quiet>
    </Screen>
  );
}
