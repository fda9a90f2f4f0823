import assert from "node:assert/strict";
import test from "node:test";
import { encode, rescale } from "../src/signing/strokes.js";

const stroke = (...points) => ({ penColor: "#000", points: points.map(([x, y]) => ({ x, y, time: 1, pressure: 0.5 })) });

test("a stroke is its first point and then steps, in half pixels", () => {
  assert.deepEqual(encode([stroke([10, 20], [11.5, 20], [11.5, 18])]), [[20, 40, 3, 0, 0, -4]]);
});

test("a pen at rest takes no steps", () => {
  assert.deepEqual(encode([stroke([10, 20], [10.1, 20.1], [11, 20])]), [[20, 40, 2, 0]]);
});

test("a dot is a stroke of one point", () => {
  assert.deepEqual(encode([stroke([1, 1])]), [[2, 2]]);
});

test("nothing of the timing is kept", () => {
  assert.equal(JSON.stringify(encode([stroke([1, 1], [2, 2])])).includes("time"), false);
});

test("on a canvas twice as wide the drawing is twice as large", () => {
  const [group] = rescale([stroke([10, 20])], 2);
  assert.deepEqual([group.points[0].x, group.points[0].y], [20, 40]);
});
