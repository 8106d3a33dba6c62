// Pictures that are too large for a server, as those of cameras are, made smaller before they are sent.

const MOST_BYTES = 8 * 2 ** 20;
const MOST_PIXELS = 16e6;
const KEPT_PIXELS = 2e6;
/** Smaller files are not opened to see how many pixels they have. */
const FEW_BYTES = 2 ** 20;

/**
 * The picture itself, or if it is too large, a smaller one. A file that the browser cannot open stays as it is.
 * @param {Blob} file
 * @returns {Promise<Blob>}
 */
export async function shrunk(file) {
  if (file.size < FEW_BYTES) return file;
  const bitmap = await createImageBitmap(file).catch(() => null);
  const pixels = bitmap ? bitmap.width * bitmap.height : 0;
  if (!bitmap || (file.size <= MOST_BYTES && pixels <= MOST_PIXELS)) return file;
  const scale = Math.min(1, Math.sqrt(KEPT_PIXELS / pixels));
  const canvas = new OffscreenCanvas(Math.max(1, bitmap.width * scale), Math.max(1, bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (!context) return file;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/webp", quality: 0.95 });
}
