// Looks through the camera a dozen times a second and tells the codes it sees.
import { CameraError, openCamera } from "./camera.js";
import { Sightings } from "./sightings.js";

const EVERY_MS = 80;
// What the rest of the page is left with between two looks on a slow phone.
const REST_MS = 20;
// The largest side looked at: the square in the middle of 720 lines, as they come. Smaller pictures save two
// milliseconds a look, and cost a third of the distance from which a code is read.
const SIDE = 720;

/**
 * Scan until `stop()` is called. While the page is hidden the camera is given back.
 *
 * @param video shows the picture; @param decoder as loadDecoder() gives it
 * @param onCode(text) hears of every code that comes into view; @param onAgain(text) that it is still or again there,
 *   once at most until it was out of view
 * @param onError(error) hears that there is no picture any more: a CameraError tells its `reason`
 * @returns {hasTorch, setTorch(on), stop()} once there is a picture
 * @throws CameraError
 */
export async function startScanner({ video, decoder, onCode, onAgain, onError }) {
  const sightings = new Sightings();
  const look = lookThrough(video);
  const tell = { new: onCode, again: onAgain };
  let camera = null;
  // Who waited while the camera was given back, or opened anew, finds that it is no longer its turn.
  let turn = 0;

  const close = () => {
    turn += 1;
    if (camera) camera.stop();
    camera = null;
  };
  const failing = (mine) => (error) => {
    if (mine !== turn) return;
    close();
    onError(error);
  };
  const scan = async (mine) => {
    while (mine === turn) {
      const began = performance.now();
      const image = look();
      const text = image ? await decoder.decode(image) : null;
      const sighting = text && mine === turn ? sightings.see(text, performance.now()) : null;
      if (sighting) tell[sighting](text);
      await pause(Math.max(began + EVERY_MS - performance.now(), REST_MS));
    }
  };
  const open = async (mine) => {
    const opened = await openCamera(video);
    if (mine !== turn) {
      opened.stop();
      return;
    }
    camera = opened;
    camera.onEnd(() => failing(mine)(new CameraError("busy")));
    scan(mine).catch(failing(mine));
  };
  const onVisibility = () => {
    close();
    if (!document.hidden) open(turn).catch(failing(turn));
  };

  await open(turn);
  document.addEventListener("visibilitychange", onVisibility);
  return {
    hasTorch: camera.hasTorch,
    setTorch: async (on) => camera && camera.setTorch(on),
    stop() {
      document.removeEventListener("visibilitychange", onVisibility);
      close();
    },
  };
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @returns a function that gives the square in the middle of the picture; null while there is no picture */
function lookThrough(video) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
  return () => {
    const { videoWidth: width, videoHeight: height } = video;
    const square = Math.min(width, height);
    if (!square) return null;
    const side = Math.min(square, SIDE);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    context.drawImage(video, (width - square) / 2, (height - square) / 2, square, square, 0, 0, side, side);
    return context.getImageData(0, 0, side, side);
  };
}
