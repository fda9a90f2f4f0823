// Sends a form again when the answer was lost on the way. Every such form carries the id the server gave it, so that
// however often it arrives it counts once.

const WAITS = [1, 2, 4, 8, 15, 30];
const BUSY = new Set([502, 503, 504]);

// A cell that swallows requests never answers: after this long the form is sent again.
const PATIENCE = 12;

// The server tells the address of the next page by it, in place of sending the page itself.
const NEXT = "X-Next-Page";

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function post(form) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE * 1000);
  const response = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    credentials: "same-origin",
    headers: { [NEXT]: "1" },
    signal: stop.signal,
  });
  clearTimeout(timer);
  return BUSY.has(response.status) ? null : response;
}

export function attachRetry(form) {
  const status = form.querySelector("[data-status]");
  const buttons = Array.from(form.querySelectorAll("button"));
  const lock = (locked) => buttons.forEach((button) => (button.disabled = locked));
  const say = (text) => (status.textContent = text || "");

  const pad = form.querySelector("[data-pad]");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (pad && !pad.querySelector("input[type=hidden]").value) {
      say(status.dataset.unsigned);
      pad.scrollIntoView({ block: "center" });
      return;
    }
    lock(true);
    say(status.dataset.sending);
    for (const wait of [...WAITS, null]) {
      const response = await post(form).catch(() => null);
      const next = response && response.headers.get(NEXT);
      if (next) {
        window.location.assign(next);
        return;
      }
      if (response) {
        // An answer to show in place of this page: let the browser ask for it itself, which counts nothing twice.
        form.submit();
        return;
      }
      if (wait === null) break;
      say(status.dataset.retrying);
      await pause(wait);
    }
    say(status.dataset.failed);
    lock(false);
  });

  // Back from the next page: the buttons work again.
  window.addEventListener("pageshow", () => {
    lock(false);
    say("");
  });
}
