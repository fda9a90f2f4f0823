import assert from "node:assert/strict";
import test from "node:test";
import { cut, operationOf } from "../src/officer/sync/batches.js";
import { newPace } from "../src/officer/sync/pace.js";

const item = (number, sealed = "") => ({
  id: `id-${number}`,
  kind: "pledge",
  occurredAt: "2026-11-26T01:00:00.000Z",
  offset: -7200000,
  fields: { code: "A", sealed },
  state: "queued",
});
const many = (count, sealed) => Array.from({ length: count }, (_, number) => item(number, sealed));

test("an operation carries what was done, its time and the clock, and nothing of the queue", () => {
  assert.deepEqual(operationOf(item(1)), {
    kind: "pledge",
    submission_id: "id-1",
    occurred_at: "2026-11-26T01:00:00.000Z",
    clock_offset_ms: -7200000,
    code: "A",
    sealed: "",
  });
});

test("no batch holds more than the server takes", () => {
  assert.deepEqual(cut(many(450)).map((batch) => batch.length), [200, 200, 50]);
});

test("two hundred items with large signatures travel in several batches by their bytes", () => {
  const batches = cut(many(200, "x".repeat(15000)), { mostBytes: 1000000 });
  assert.ok(batches.length >= 3);
  for (const batch of batches) assert.ok(JSON.stringify(batch.map(operationOf)).length <= 1000000);
  assert.deepEqual(batches.flat().map((each) => each.id), many(200).map((each) => each.id));
});

test("an item larger than a batch travels alone", () => {
  assert.deepEqual(cut([item(1), item(2, "x".repeat(500)), item(3)], { mostBytes: 300 }).map((batch) => batch.length), [1, 1, 1]);
});

test("nothing makes no batch", () => {
  assert.deepEqual(cut([]), []);
});

test("tries come ever later, never more than a minute apart, and soon again after a success", () => {
  const pace = newPace();
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 8].map(() => pace.failed() / 1000), [1, 2, 4, 8, 16, 32, 60, 60]);
  pace.succeeded();
  assert.equal(pace.failed(), 1000);
});

test("who is told to wait waits at least so long", () => {
  assert.equal(newPace().failed(30000), 30000);
});
