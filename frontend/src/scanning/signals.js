// Tells how a scan went to someone who looks at the hall and not at the phone: by sound, vibration and colour.

const HIGH = 1047;
const LOW = 392;
const TONE_S = 0.09;
const GAP_S = 0.04;
const LOUDNESS = 0.25;
const SHOWN_MS = 900;

// good: counted; held: kept on this phone for now; again: was scanned before; wrong: is none of ours, or was refused.
const KINDS = {
  good: { tones: [HIGH], vibration: [70] },
  held: { tones: [LOW, HIGH], vibration: [70] },
  again: { tones: [HIGH, HIGH], vibration: [50, 70, 50] },
  wrong: { tones: [LOW, LOW, LOW], vibration: [250] },
};

let audio = null;
let timer = 0;

// Browsers let a page make itself heard from the first tap on.
document.addEventListener(
  "pointerdown",
  () => {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (Context) audio = new Context();
  },
  { capture: true, once: true },
);

/** @param kind one of the above; it also stands in `data-signal` of the document for a moment, to be coloured */
export function signal(kind) {
  const { tones, vibration } = KINDS[kind];
  colour(document.documentElement, kind);
  if (navigator.vibrate) navigator.vibrate(vibration);
  if (audio) play(tones);
}

function colour(root, kind) {
  clearTimeout(timer);
  delete root.dataset.signal;
  // Asking for a measure lets the same colour flash twice in a row.
  void root.offsetWidth;
  root.dataset.signal = kind;
  timer = setTimeout(() => delete root.dataset.signal, SHOWN_MS);
}

function play(tones) {
  // iPhones put it to sleep with the screen.
  if (audio.state !== "running") audio.resume();
  tones.forEach((frequency, place) => {
    const from = audio.currentTime + 0.01 + place * (TONE_S + GAP_S);
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = frequency;
    // Swelling and fading keep a tone from clicking.
    loudness.gain.setValueAtTime(0, from);
    loudness.gain.linearRampToValueAtTime(LOUDNESS, from + 0.01);
    loudness.gain.setValueAtTime(LOUDNESS, from + TONE_S - 0.02);
    loudness.gain.linearRampToValueAtTime(0, from + TONE_S);
    tone.connect(loudness).connect(audio.destination);
    tone.start(from);
    tone.stop(from + TONE_S);
  });
}
