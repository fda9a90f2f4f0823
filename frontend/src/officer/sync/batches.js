// Cutting the queue into batches that the server takes: by number and by bytes (design.md section 5).

export const MOST_ITEMS = 200;
// The server takes 4 MB. On a bad network a small batch arrives where a larger one is cut off again and again.
export const MOST_BYTES = 256 * 1024;

const encoder = new TextEncoder();

export function operationOf(item) {
  return {
    kind: item.kind,
    submission_id: item.id,
    occurred_at: item.occurredAt,
    clock_offset_ms: item.offset,
    ...item.fields,
  };
}

/** @returns arrays of items, each small enough for one call */
export function cut(items, { mostItems = MOST_ITEMS, mostBytes = MOST_BYTES } = {}) {
  const batches = [];
  let batch = [];
  let bytes = 0;
  for (const item of items) {
    const size = encoder.encode(JSON.stringify(operationOf(item))).length + 1;
    if (batch.length && (batch.length === mostItems || bytes + size > mostBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length) batches.push(batch);
  return batches;
}
