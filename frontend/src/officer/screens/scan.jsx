// The camera, and the ways out where there is none: a photo, or typing.
import { useEffect, useRef, useState } from "preact/hooks";
import { loadDecoder } from "../../scanning/decoder.js";
import { readPhoto } from "../../scanning/photo.js";
import { startScanner } from "../../scanning/scanner.js";
import { read } from "../../scanning/reading.js";
import { hosts, scanned } from "../acts/scanned.js";
import { home, replace } from "../nav.js";
import { say, sayAgain } from "../said.js";
import { words } from "../words/words.js";
import { Foot, Primary, TextField, useArrival } from "./parts.jsx";

const assets = () => {
  const { decoder, wasm, decoderPlain } = document.documentElement.dataset;
  return { script: decoder, wasm, plain: decoderPlain };
};

const NEXT = { place: "place", activity: "show", leaflet: "leaflet", unknown: "unknown" };

/** `take`: what is wanted ("form", "leaflet"), handed on to `then` {screen, props}; without, whatever comes is dealt with. */
export function Scan({ take = "", then = null }) {
  const t = words();
  const video = useRef(null);
  const scanner = useRef(null);
  const [trouble, setTrouble] = useState("");
  const [tries, setTries] = useState(0);
  const [ready, setReady] = useState(false);
  const [typing, setTyping] = useState(false);
  const [logged, setLogged] = useState(0);
  const [torch, setTorch] = useState(null);

  const isHere = useRef(true);

  const deal = async (text) => {
    const result = await scanned(text, { take });
    // Looking a code up takes a moment, and the officer may be elsewhere by then.
    if (!isHere.current) return;
    if (result.item) setLogged((n) => n + 1);
    if (result.stay) return;
    if (then) replace(then.screen, { ...then.props, code: result.code });
    else replace(NEXT[result.what], { code: result.code, placeId: result.place ? result.place.id : 0, asked: result.asked || undefined });
  };

  useArrival(t.scanTitle);
  useEffect(() => {
    let gone = false;
    setTrouble("");
    const begin = async () => {
      let decoder;
      try {
        decoder = await loadDecoder(assets());
      } catch {
        setTrouble("decoderFailed");
        return;
      }
      if (gone) return;
      try {
        const started = await startScanner({
          video: video.current,
          decoder,
          onCode: deal,
          onAgain: () => sayAgain(words().again),
          onError: (error) => setTrouble(troubleOf(error)),
        });
        if (gone) {
          started.stop();
          return;
        }
        scanner.current = started;
        setTorch(started.hasTorch ? false : null);
        setReady(true);
      } catch (error) {
        setTrouble(troubleOf(error));
      }
    };
    begin();
    return () => {
      gone = true;
      if (scanner.current) scanner.current.stop();
      scanner.current = null;
    };
  }, [tries]);
  useEffect(() => () => {
    isHere.current = false;
  }, []);

  const aim = { form: t.scanOneForm, leaflet: t.scanOneLeaflet }[take] || t.aim;
  const lightUp = () => {
    scanner.current.setTorch(!torch).then(() => setTorch(!torch), () => setTorch(null));
  };

  return (
    <main class="scan" id="content">
      <h1 class="visually-hidden" tabIndex={-1}>{t.scanTitle}</h1>
      <div class={`scan-view ${trouble ? "scan-view-off" : ""}`}>
        <video ref={video} muted playsInline aria-hidden="true" hidden={Boolean(trouble)} />
        {!trouble && <div class="scan-frame" aria-hidden="true" />}
        <p class="scan-hint" role="status">
          {trouble ? t[trouble] : ready ? aim : t.cameraStarting}
        </p>
        {trouble && trouble !== "cameraNone" && (
          <button type="button" class="scan-retry" onClick={() => setTries(tries + 1)}>{t.tryAgain}</button>
        )}
        {logged > 0 && <p class="scan-count">{t.papersLogged(logged)}</p>}
      </div>
      <Foot>
        {typing ? (
          <Typing onText={deal} onClose={() => setTyping(false)} />
        ) : (
          <>
            <div class="scan-ways">
              <Photo onText={deal} />
              <button type="button" onClick={() => setTyping(true)}>{t.typeCode}</button>
              {torch !== null && (
                <button type="button" aria-pressed={torch} onClick={lightUp}>{t.torch}</button>
              )}
            </div>
            <Primary onClick={home}>{t.done}</Primary>
          </>
        )}
      </Foot>
    </main>
  );
}

function troubleOf(error) {
  const names = { denied: "cameraDenied", none: "cameraNone", busy: "cameraBusy", insecure: "cameraInsecure" };
  return names[error.reason] || "decoderFailed";
}

function Photo({ onText }) {
  const t = words();
  const look = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    try {
      const decoder = await loadDecoder(assets());
      const text = await readPhoto(file, decoder);
      if (text) await onText(text);
      else say({ text: t.photoNothing, kind: "wrong" });
    } catch {
      say({ text: t.photoNothing, kind: "wrong" });
    }
  };
  return (
    <label class="scan-photo">
      {t.photo}
      <input type="file" accept="image/*" capture="environment" onChange={look} />
    </label>
  );
}

function Typing({ onText, onClose }) {
  const t = words();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const go = async (event) => {
    event.preventDefault();
    const { what } = read(text, { hosts: hosts() });
    if (what === "nothing" || (what === "foreign" && !text.includes("/"))) {
      setWrong(true);
      return;
    }
    setWrong(false);
    await onText(text);
    setText("");
  };
  return (
    <form class="scan-typing" onSubmit={go}>
      <TextField
        id="typed"
        label={t.typeLabel}
        help={t.typeHelp}
        error={wrong ? t.typeWrong : ""}
        value={text}
        onInput={setText}
        autoCapitalize="characters"
        spellcheck={false}
      />
      <div class="pair">
        <button type="button" class="btn btn-quiet" onClick={onClose}>{t.cancel}</button>
        <button class="btn btn-primary">{t.next}</button>
      </div>
    </form>
  );
}
