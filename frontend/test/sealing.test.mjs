import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { seal } from "../src/officer/sealing.js";

const vectors = JSON.parse(readFileSync(new URL("sealing.vectors.json", import.meta.url)));
const LABEL = new TextEncoder().encode("outreach sealed v1");
const { subtle } = crypto;

/** What the server does, written anew: the two must agree. */
async function open(text) {
  const raw = Buffer.from(text, "base64url");
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const ours = await subtle.importKey("jwk", vectors.private, curve, false, ["deriveBits"]);
  const theirs = await subtle.importKey("raw", raw.subarray(1, 66), curve, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, ours, 256);
  const material = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = Buffer.concat([LABEL, raw.subarray(1, 66)]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  const key = await subtle.deriveKey(derivation, material, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const cipher = { name: "AES-GCM", iv: raw.subarray(66, 78), additionalData: LABEL };
  return JSON.parse(new TextDecoder().decode(await subtle.decrypt(cipher, key, raw.subarray(78))));
}

test("the agreed text opens to the agreed fields", async () => {
  assert.deepEqual(await open(vectors.sealed), vectors.fields);
});

test("what the phone seals opens to the same fields", async () => {
  assert.deepEqual(await open(await seal(vectors.public, vectors.fields)), vectors.fields);
});

test("a large signature is sealed whole", async () => {
  const strokes = Array.from({ length: 60 }, () => Array.from({ length: 60 }, (_, step) => step - 30));
  const fields = { signature: { w: 300, h: 150, strokes } };
  assert.deepEqual(await open(await seal(vectors.public, fields)), fields);
});

test("the same is never sealed alike, and can travel in an address or in JSON as it is", async () => {
  const texts = await Promise.all([1, 2].map(() => seal(vectors.public, vectors.fields)));
  assert.notEqual(texts[0], texts[1]);
  for (const text of texts) assert.match(text, /^AQ[\w-]+$/);
});

test("nothing can be sealed for what is no key", async () => {
  await assert.rejects(seal(btoa("no key"), vectors.fields));
});
