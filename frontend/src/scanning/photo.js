// Reads the code in a photo, where there is no camera to scan with or the page may not use it.

// The longer side in pixels: a large picture shows a small code, a small one forgives blur.
const SIZES = [1600, 800];

/** @param file of an <input type=file>, @param decoder as loadDecoder() gives it; @returns the text, or null */
export async function readPhoto(file, decoder) {
  const address = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    for (const size of SIZES) {
      const text = await decoder.decode(pixels(picture, size));
      if (text) return text;
    }
    return null;
  } catch (error) {
    // No picture at all, or one larger than this phone's memory.
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function pixels(picture, size) {
  const ratio = Math.min(1, size / Math.max(picture.naturalWidth, picture.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.naturalWidth * ratio);
  canvas.height = Math.round(picture.naturalHeight * ratio);
  const context = canvas.getContext("2d", { alpha: false });
  // Behind a drawing without a ground of its own.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
