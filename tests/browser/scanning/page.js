// The scanner's modules alone, as the app uses them; what they tell is left where a test finds it.
import { loadDecoder } from "/src/scanning/decoder.js";
import { readPhoto } from "/src/scanning/photo.js";
import { startScanner } from "/src/scanning/scanner.js";
import { signal } from "/src/scanning/signals.js";

const ADDRESSES = {
  script: "/dist/decoder.js",
  wasm: "/dist/zxing_reader.wasm",
  plain: "/dist/decoder-plain.js",
};

const told = { decoder: "", codes: [], again: [], error: "", photo: undefined, looks: 0, milliseconds: 0 };
const video = document.getElementById("video");
let decoder;
let scanner;

const timed = {
  async decode(image) {
    const began = performance.now();
    const text = await decoder.decode(image);
    told.milliseconds += performance.now() - began;
    told.looks += 1;
    return text;
  },
};

async function load() {
  told.error = "";
  try {
    decoder = await loadDecoder(ADDRESSES);
    told.decoder = decoder.name;
  } catch (error) {
    told.error = error.message;
  }
}

async function scan() {
  try {
    scanner = await startScanner({
      video,
      decoder: timed,
      onCode: (text) => told.codes.push(text),
      onAgain: (text) => told.again.push(text),
      onError: (error) => (told.error = error.reason),
    });
  } catch (error) {
    told.error = error.reason;
  }
}

document.getElementById("photo").addEventListener("change", async (event) => {
  told.photo = await readPhoto(event.target.files[0], decoder);
});

window.bench = { told, load, scan, signal, stop: () => scanner.stop() };
