// A code painted from the matrix that came with it.
import { outline } from "../field/drawing.js";

/** Black on white whatever the scheme: scanners want contrast. `drawn` is {size, modules}. */
export function Drawn({ drawn, name, class: look }) {
  const { side, path } = outline(drawn);
  return (
    <svg class={look} viewBox={`0 0 ${side} ${side}`} shape-rendering="crispEdges" role="img" aria-label={name}>
      <path fill="#fff" d={`M0 0h${side}v${side}H0z`} />
      <path fill="#000" d={path} />
    </svg>
  );
}
