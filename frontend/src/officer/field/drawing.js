// A code drawn from the matrix that came with it: the phone needs no encoder, and draws what the server would.
import { bytesOf } from "./list.js";

const QUIET = 4;

/** @returns {side, path} for an SVG of `side` modules, quiet zone included */
export function outline({ size, modules }) {
  const bytes = bytesOf(modules);
  const isDark = (at) => (bytes[at >> 3] >> (7 - (at & 7))) & 1;
  let path = "";
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (!isDark(row * size + column)) continue;
      let length = 1;
      while (column + length < size && isDark(row * size + column + length)) length++;
      path += `M${column + QUIET} ${row + QUIET}h${length}v1h-${length}z`;
      column += length;
    }
  }
  return { side: size + 2 * QUIET, path };
}
