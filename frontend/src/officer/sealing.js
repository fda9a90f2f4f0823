// Seals what a queued item holds of a resident, so that a lost phone shows nothing of it. Only the installation opens
// it: outreach/crypto/sealing.py says the format, test/sealing.vectors.json fixes it.

const LABEL = new TextEncoder().encode("outreach sealed v1");
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const VERSION = 1;
const NONCE_BYTES = 12;
const SECRET_BITS = 256;

/**
 * @param publicKeyBase64 the 65-byte point of the field list's `seal_key.public`
 * @param fields what nobody else may read: any of name, signature, phone, age_band
 * @returns the text for the item's field `sealed`; never the same twice
 */
export async function seal(publicKeyBase64, fields) {
  const { subtle } = crypto;
  const theirs = await subtle.importKey("raw", decoded(publicKeyBase64), CURVE, false, []);
  const ours = await subtle.generateKey(CURVE, false, ["deriveBits"]);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, SECRET_BITS);
  const point = new Uint8Array(await subtle.exportKey("raw", ours.publicKey));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const closed = await subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: LABEL },
    await keyOf(shared, point),
    new TextEncoder().encode(JSON.stringify(fields)),
  );
  return encoded([Uint8Array.of(VERSION), point, nonce, new Uint8Array(closed)]);
}

async function keyOf(shared, point) {
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = Uint8Array.of(...LABEL, ...point);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  return crypto.subtle.deriveKey(derivation, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
}

function decoded(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function encoded(parts) {
  let letters = "";
  for (const part of parts) {
    for (const byte of part) letters += String.fromCharCode(byte);
  }
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
