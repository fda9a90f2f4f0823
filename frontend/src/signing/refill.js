// A change of language loads the page anew. What was filled in is put back, once, and only in this window.

const KEY = "filled";
// Long enough for a slow page; what is left after it was somebody else's.
const LASTS = 30_000;

const fields = () =>
  Array.from(document.querySelectorAll("main form [name]")).filter(
    (field) => field.type !== "hidden" || field.name === "signature",
  );
const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

/** Which words the page shows: who drew a name below others has not signed these. */
const text = () => (document.querySelector("main [name=text_version]") || {}).value;

/** The page with whom it is about: what one of a family filled in is not put before another. */
const place = () => location.pathname + location.search;

function keep() {
  const filled = fields().filter((field) => (isChoice(field) ? field.checked : field.value));
  const said = filled.map(({ name, value }) => [name, value]);
  stored((store) => store.setItem(KEY, JSON.stringify({ place: place(), text: text(), at: Date.now(), said })));
}

function refill({ place: before, text: words, at, said }) {
  if (before !== place() || Date.now() - at > LASTS) return;
  for (const [name, value] of said) {
    if (name === "signature" && words !== text()) continue;
    for (const field of fields().filter((each) => each.name === name)) {
      if (isChoice(field)) field.checked = field.value === value;
      else field.value = value;
    }
  }
}

/** What `use` makes of this window's store; nothing where the browser has none, as many an in-app one. */
function stored(use) {
  try {
    return use(window.sessionStorage);
  } catch {
    return null;
  }
}

/** Before the pad, which draws again what its field holds. */
export function attachRefill() {
  const kept = stored((store) => store.getItem(KEY));
  stored((store) => store.removeItem(KEY));
  if (kept) refill(JSON.parse(kept));
  document.querySelectorAll("form.languages").forEach((form) => form.addEventListener("submit", keep));
}
