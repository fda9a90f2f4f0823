// Reads QR codes with zxing compiled to WebAssembly: the better and the faster decoder. A script of its own, which
// scanning/decoder.js fetches before the first scan.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

// Chromium before 93 lacks it, and zxing calls it.
if (!Object.hasOwn) {
  Object.hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
}

const OPTIONS = { formats: ["QRCode"], tryInvert: false, maxNumberOfSymbols: 1, textMode: "Plain" };

/** @param wasm the address of zxing_reader.wasm, @param signal ends the download; @returns decode(imageData) */
async function start({ wasm, signal }) {
  // Compiled here and not by zxing, so that a refusal is ours to answer and no other host is ever asked for the file.
  const response = await fetch(wasm, { credentials: "same-origin", signal });
  if (!response.ok) throw new Error(`${response.status} ${wasm}`);
  const module = await WebAssembly.compile(await response.arrayBuffer());
  await new Promise((resolve, reject) => {
    const instantiateWasm = (imports, done) => {
      WebAssembly.instantiate(module, imports).then((instance) => done(instance, module), reject);
      return {};
    };
    prepareZXingModule({ overrides: { instantiateWasm }, fireImmediately: true }).then(resolve, reject);
  });
  return async (image) => {
    const [found] = await readBarcodes(image, OPTIONS);
    return found && found.isValid ? found.text : null;
  };
}

self.codeDecoders = Object.assign(self.codeDecoders || {}, { zxing: start });
