import assert from "node:assert/strict";
import test from "node:test";
import { outline } from "../src/officer/field/drawing.js";
import { holds } from "../src/officer/field/list.js";

const joined = (...hashes) => Uint8Array.from(hashes.flat());

test("a hash is found among sorted ones wherever it stands", () => {
  const all = Array.from({ length: 101 }, (_, number) => [0, number, 255 - number]);
  const hashes = joined(...all);
  for (const hash of all) assert.ok(holds(hashes, Uint8Array.from(hash)));
});

test("a hash that is not there is not found, nor in an empty list", () => {
  assert.equal(holds(joined([1, 2, 3], [4, 5, 6]), Uint8Array.from([4, 5, 7])), false);
  assert.equal(holds(joined([1, 2, 3], [4, 5, 6]), Uint8Array.from([2, 3, 4])), false);
  assert.equal(holds(new Uint8Array(0), Uint8Array.from([1, 2, 3])), false);
});

test("a matrix is drawn with its quiet zone, dark runs as bars", () => {
  // 2 x 2: dark dark / light dark, bits 1101 0000.
  const modules = btoa(String.fromCharCode(0b11010000));
  assert.deepEqual(outline({ size: 2, modules }), { side: 10, path: "M4 4h2v1h-2zM5 5h1v1h-1z" });
});
