// Reads QR codes in plain JavaScript, where an old engine or a content policy refuses WebAssembly.
import decodeQR from "qr/decode.js";

// A frame may take this much longer than the shortest look, in milliseconds: the next one comes 80 ms later.
const OPTIONS = { timeLimit: 50 };

/** @returns decode(imageData) */
async function start() {
  return async (image) => {
    try {
      return decodeQR(image, OPTIONS);
    } catch (error) {
      // No code in the picture, or none that can be read: the library throws for both.
      return null;
    }
  };
}

self.codeDecoders = Object.assign(self.codeDecoders || {}, { plain: start });
