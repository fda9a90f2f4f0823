// Telling at once what the server did not take: the paper may still be in the officer's hand.
import { go } from "../nav.js";
import { whenAnswered } from "../phone.js";
import { say } from "../said.js";
import { words } from "../words/words.js";

/** From now on, say it where items that were sent come back. */
export function watchAnswers() {
  whenAnswered((items) => {
    const t = words();
    const refused = items.filter((item) => item.state === "rejected" || item.state === "malformed").length;
    const again = items.filter((item) => item.state === "duplicate").length;
    const action = { label: t.look, run: async () => go("record") };
    if (refused) say({ text: t.returnedNow(refused), kind: "wrong", action });
    else if (again) say({ text: t.duplicatesNow(again), kind: "again", action });
  });
}
