// A signature as it is stored: for each stroke its first point and then steps, in half CSS pixels, without any timing
// (how someone writes would identify them).

const HALF = 2;

/** @param groups what SignaturePad.toData() gives; @returns [[x, y, dx, dy, …], …] in half pixels */
export function encode(groups) {
  const strokes = [];
  for (const { points } of groups) {
    const stroke = [];
    let x = 0;
    let y = 0;
    for (const point of points) {
      const nextX = Math.round(point.x * HALF);
      const nextY = Math.round(point.y * HALF);
      if (stroke.length && nextX === x && nextY === y) continue;
      stroke.push(nextX - x, nextY - y);
      x = nextX;
      y = nextY;
    }
    if (stroke.length) strokes.push(stroke);
  }
  return strokes;
}

/** @returns what encode() was given, as far as SignaturePad.fromData() needs it: to draw a signature again */
export function decode(strokes) {
  return strokes.map((stroke) => {
    const points = [];
    let x = 0;
    let y = 0;
    for (let at = 0; at + 1 < stroke.length; at += 2) {
      x += stroke[at];
      y += stroke[at + 1];
      points.push({ x: x / HALF, y: y / HALF, time: at });
    }
    return { points };
  });
}

/** @returns the same drawing `ratio` times as large, as SignaturePad.fromData() takes it */
export function rescale(groups, ratio) {
  return groups.map((group) => ({
    ...group,
    points: group.points.map((point) => ({ ...point, x: point.x * ratio, y: point.y * ratio })),
  }));
}
