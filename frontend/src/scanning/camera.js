// The camera on the back of the phone.

/** Why there is no picture: "denied" (by the person or by the browser), "none", "busy" or "insecure". */
export class CameraError extends Error {
  constructor(reason, cause) {
    super(`no camera: ${reason}`);
    this.name = "CameraError";
    this.reason = reason;
    this.cause = cause;
  }
}

const REASONS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

const WANTED = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };

/**
 * Show the rear camera in `video`.
 *
 * @returns {hasTorch, setTorch(on), stop(), onEnd(callback)}; `onEnd` hears that the system took the camera away.
 * @throws CameraError
 */
export async function openCamera(video) {
  if (!window.isSecureContext || !navigator.mediaDevices) throw new CameraError("insecure");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: WANTED, audio: false });
  } catch (error) {
    throw new CameraError(REASONS[error.name] || "busy", error);
  }
  const [track] = stream.getVideoTracks();
  const stop = () => {
    stream.getTracks().forEach((each) => each.stop());
    if (video.srcObject === stream) video.srcObject = null;
  };
  // iPhones play only inside of the page, and only muted without another tap.
  video.muted = true;
  video.setAttribute("playsinline", "");
  video.srcObject = stream;
  try {
    await video.play();
  } catch (error) {
    stop();
    throw new CameraError("busy", error);
  }
  return {
    hasTorch: Boolean(track.getCapabilities && track.getCapabilities().torch),
    setTorch: (on) => track.applyConstraints({ advanced: [{ torch: on }] }),
    onEnd: (callback) => track.addEventListener("ended", callback),
    stop,
  };
}
