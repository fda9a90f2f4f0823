// Fetches what reads a QR code, when the first scan is near and not before: zxing in WebAssembly, and where that is
// refused, late or broken the plain one.

const PATIENCE_MS = 10_000;

let loading = null;

/**
 * The decoder of this page; the first one that works is kept.
 *
 * @param script, wasm the addresses of decoder.js and of its WebAssembly; @param plain that of decoder-plain.js
 * @returns {name: "zxing" | "plain", decode(imageData): Promise of the text in the picture, or null}; rejects where
 *   none can be had, as on a phone that never was online. The next call tries again.
 */
export function loadDecoder({ script, wasm, plain }) {
  if (!loading) {
    loading = load({ script, wasm, plain });
    loading.catch(() => (loading = null));
  }
  return loading;
}

async function load({ script, wasm, plain }) {
  const startPlain = () => start("plain", plain, {});
  try {
    const decode = await start("zxing", script, { wasm });
    const decoder = { name: "zxing", decode };
    decoder.decode = (image) => decode(image).catch(() => changeTo(decoder, startPlain, image));
    return decoder;
  } catch (error) {
    return { name: "plain", decode: await startPlain() };
  }
}

// WebAssembly that starts and then fails, for want of memory perhaps, fails at the next frame too.
async function changeTo(decoder, startPlain, image) {
  decoder.decode = await startPlain();
  decoder.name = "plain";
  return decoder.decode(image);
}

async function start(name, script, options) {
  const abort = new AbortController();
  const begin = async () => {
    await inject(script);
    const decode = await self.codeDecoders[name]({ ...options, signal: abort.signal });
    // A decoder that cannot even look at nothing is none.
    await decode(new ImageData(32, 32));
    return decode;
  };
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} is late`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([begin(), late]);
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

function inject(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => {
      script.remove();
      reject(new Error(`no script at ${address}`));
    };
    document.head.append(script);
  });
}
