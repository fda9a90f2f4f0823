// Keeps the figures of the home page fresh: asked for every two seconds while somebody can see them, sent only when
// they differ. What was folded open stays open, and the keyboard stays where it was.

const EVERY = 2000;

function replace(element, markup) {
  const open = [...element.querySelectorAll("details[open] > summary")].map((summary) => summary.id);
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const place = focused && [...element.querySelectorAll("a, summary")].indexOf(focused);
  element.innerHTML = markup;
  open.forEach((id) => {
    const summary = document.getElementById(id);
    if (summary) summary.parentElement.open = true;
  });
  if (focused) {
    const again = element.querySelectorAll("a, summary")[place];
    if (again) again.focus({ preventScroll: true });
  }
}

export function keepLive(element) {
  const root = document.documentElement;
  let { tag } = element.dataset;
  let timer = 0;
  let isAsking = false;

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, EVERY);
  };

  async function ask() {
    if (document.hidden || isAsking) return;
    isAsking = true;
    try {
      const answer = await fetch(element.dataset.live, {
        cache: "no-store",
        headers: tag ? { "If-None-Match": tag } : {},
      });
      // Logged out, or moved to another unit: the page itself says so when it is loaded again.
      if (answer.redirected || (answer.status >= 400 && answer.status < 500 && answer.status !== 429)) {
        root.classList.remove("is-live");
        return;
      }
      // What was waited for is there: the page itself is another by now.
      if (answer.status === 205) {
        window.location.reload();
        return;
      }
      if (answer.status === 200) {
        replace(element, await answer.text());
        tag = answer.headers.get("ETag");
      }
    } catch {
      // The network comes back, or the next page says what is wrong.
    } finally {
      isAsking = false;
    }
    later();
  }

  root.classList.add("is-live");
  document.addEventListener("visibilitychange", () => {
    if (root.classList.contains("is-live") && !document.hidden) ask();
  });
  later();
}
