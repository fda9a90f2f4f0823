// A change of language loads the page anew. What was filled in is put back, once, and only in this window.

const KEY = "filled";

const fields = () =>
  Array.from(document.querySelectorAll("main form [name]")).filter(
    (field) => field.type !== "hidden" || field.name === "signature",
  );
const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

/** Which words the page shows: who drew a name below others has not signed these. */
const text = () => (document.querySelector("main [name=text_version]") || {}).value;

function keep() {
  const filled = fields().filter((field) => (isChoice(field) ? field.checked : field.value));
  const said = filled.map(({ name, value }) => [name, value]);
  sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, text: text(), said }));
}

function refill({ path, text: before, said }) {
  if (path !== location.pathname) return;
  for (const [name, value] of said) {
    if (name === "signature" && before !== text()) continue;
    for (const field of fields().filter((each) => each.name === name)) {
      if (isChoice(field)) field.checked = field.value === value;
      else field.value = value;
    }
  }
}

/** Before the pad, which draws again what its field holds. */
export function attachRefill() {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (kept) refill(JSON.parse(kept));
  document.querySelectorAll("form.languages").forEach((form) => form.addEventListener("submit", keep));
}
