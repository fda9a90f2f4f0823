// The canvas people sign on with a finger; what is drawn travels in a hidden field of the form.
import SignaturePad from "signature_pad";
import { decode, encode, rescale } from "./strokes.js";

/** @returns what takes the pad away again */
export function attachPad(root) {
  const canvas = root.querySelector("canvas");
  const field = root.querySelector("input[type=hidden]");
  const pad = new SignaturePad(canvas, { penColor: "#10305a", minWidth: 1, maxWidth: 2.6 });
  let width = 0;
  let height = 0;

  const fit = () => {
    if (canvas.clientWidth && canvas.clientWidth !== width) draw(pad.toData(), { w: width, h: height });
  };

  /** Draws on a canvas of the page's size what was drawn on one of another, whole and in its proportions. */
  const draw = (groups, before) => {
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    width = canvas.clientWidth;
    height = canvas.clientHeight;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    if (groups.length) pad.fromData(rescale(groups, Math.min(width / before.w, height / before.h)));
    keep();
  };

  const keep = () => {
    field.value = pad.isEmpty()
      ? ""
      : JSON.stringify({ w: width, h: height, strokes: encode(pad.toData()) });
  };

  pad.addEventListener("endStroke", keep);
  root.querySelector("[data-clear]").addEventListener("click", () => {
    pad.clear();
    keep();
  });
  window.addEventListener("resize", fit);
  // The form came back because of another field: nobody signs twice.
  const signed = field.value ? JSON.parse(field.value) : null;
  if (signed && canvas.clientWidth) draw(decode(signed.strokes), signed);
  else fit();
  return () => window.removeEventListener("resize", fit);
}
