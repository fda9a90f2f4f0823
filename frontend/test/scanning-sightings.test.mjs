import assert from "node:assert/strict";
import test from "node:test";
import { Sightings } from "../src/scanning/sightings.js";

/** What is said of a text that is read every 80 ms during each of `spans` ([from, to] in milliseconds). */
function said(sightings, text, ...spans) {
  const told = [];
  for (const [from, to] of spans) {
    for (let now = from; now <= to; now += 80) {
      const sighting = sightings.see(text, now);
      if (sighting) told.push([sighting, now]);
    }
  }
  return told;
}

test("a code that passes by is told once", () => {
  assert.deepEqual(said(new Sightings(), "A", [0, 960]), [["new", 0]]);
});

test("a code that is held is told again after three seconds, and then no more", () => {
  assert.deepEqual(said(new Sightings(), "A", [0, 16000]), [["new", 0], ["again", 3040]]);
});

test("a code brought back within a moment was scanned already", () => {
  assert.deepEqual(said(new Sightings(), "A", [0, 400], [1200, 2000]), [["new", 0], ["again", 1200]]);
});

test("a trembling hand is not heard", () => {
  assert.deepEqual(said(new Sightings(), "A", [0, 400], [720, 1100], [1360, 2000]), [["new", 0]]);
});

test("a code that was out of view for a while is told anew", () => {
  assert.deepEqual(said(new Sightings(), "A", [0, 400], [1900, 2000]), [["new", 0], ["new", 1900]]);
});

test("codes in turn are told one by one, and a code seen among them does not start afresh", () => {
  const sightings = new Sightings();
  assert.equal(sightings.see("A", 0), "new");
  assert.equal(sightings.see("B", 80), "new");
  assert.equal(sightings.see("A", 160), null);
  assert.equal(sightings.see("B", 240), null);
});
