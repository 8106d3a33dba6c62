// Pictures as ImageData: PNG in and out, palettes, recoloring. Knows no element of the page and no request.

import { base64Of, blobOf } from "./base64.js";
import { distance, luminance, rgbOf } from "./colors.js";

/** @import { Swaps } from "./types.js" */

/** Width and height of a sprite. */
export const SIDE = 64;
const MAX_COLORS = 15;
const SAME_COLOR = 3 * 32 ** 2; // squared distance in RGB below which two palettes have the same color

/**
 * A PNG in base64 -> ImageData.
 * @param {string} data
 */
export async function decode(data) {
  const bitmap = await createImageBitmap(blobOf(data), { premultiplyAlpha: "none", colorSpaceConversion: "none" });
  const context = contextOf(new OffscreenCanvas(bitmap.width, bitmap.height));
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/**
 * ImageData -> a PNG in base64.
 * @param {ImageData} pixels
 */
export async function encode(pixels) {
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  contextOf(canvas).putImageData(pixels, 0, 0);
  return base64Of(await canvas.convertToBlob({ type: "image/png" }));
}

/**
 * Resize a canvas to some pixels and show them.
 * @param {HTMLCanvasElement} canvas
 * @param {ImageData} pixels
 */
export function showPixels(canvas, pixels) {
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
}

/**
 * The rows below the lowest pixel, so that a sprite can stand on a line.
 * @param {ImageData} pixels
 */
export function spaceBelow({ data, width, height }) {
  for (let at = data.length - 1; at >= 0; at -= 4) {
    if (data[at]) return height - 1 - Math.floor(at / 4 / width);
  }
  return 0;
}

/**
 * The colors as #rrggbb, dark to bright; null if there are more than 15 or a pixel is partly transparent.
 * @param {ImageData} pixels
 */
export function paletteOf({ data }) {
  /** @type {Set<number>} */
  const found = new Set();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 0) continue;
    if (data[at + 3] < 255) return null;
    found.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    if (found.size > MAX_COLORS) return null;
  }
  return [...found].map((packed) => `#${packed.toString(16).padStart(6, "0")}`)
    .sort((one, other) => luminance(one) - luminance(other));
}

/**
 * A copy of the pixels with each color that `swaps` names replaced.
 * @param {ImageData} pixels
 * @param {Swaps} swaps
 */
export function recolored(pixels, swaps) {
  const table = new Map(Object.entries(swaps).map(([from, to]) => [pack(from), rgbOf(to)]));
  const data = new Uint8ClampedArray(pixels.data);
  for (let at = 0; table.size && at < data.length; at += 4) {
    const to = table.get((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    if (to && data[at + 3]) data.set(to, at);
  }
  return new ImageData(data, pixels.width, pixels.height);
}

/**
 * The swaps of one palette for the nearest colors of another palette, each for a color of its own; those of colors that
 * the other palette does not have are left out.
 * @param {Swaps} swaps
 * @param {string[]} palette
 */
export function swapsFor(swaps, palette) {
  const pairs = Object.keys(swaps)
    .flatMap((from) => palette.map((to) => ({ from, to, apart: distance(from, to) })))
    .filter(({ apart }) => apart < SAME_COLOR)
    .sort((one, other) => one.apart - other.apart);
  /** @type {Swaps} */
  const moved = {};
  const done = new Set();
  for (const { from, to } of pairs) {
    if (done.has(from) || to in moved) continue;
    moved[to] = swaps[from];
    done.add(from);
  }
  return moved;
}

/**
 * @param {OffscreenCanvas} canvas
 * @returns {OffscreenCanvasRenderingContext2D}
 */
function contextOf(canvas) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser gives no canvas to draw on.");
  return context;
}

/** @param {string} color */
function pack(color) {
  return parseInt(color.slice(1), 16);
}
