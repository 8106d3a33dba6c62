// Pictures of 64x64 as ImageData: decoding, palettes, recolouring, PNGs, heat maps. Knows no card and no request.

import { base64Of, blobOf } from "./api.js";
import { el, luminance } from "./dom.js";

export const SIDE = 64;
const MAX_COLOURS = 15;
const LEAST_SPREAD = 0.1; // of the highest value
const LEAST_LOGITS = 0.3; // so that noise stays pale

/** A PNG as base64 -> ImageData. */
export async function decode(data) {
  const bitmap = await createImageBitmap(blobOf(data), { premultiplyAlpha: "none", colorSpaceConversion: "none" });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** ImageData -> a PNG as base64. */
export async function encode(pixels) {
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return base64Of(await canvas.convertToBlob({ type: "image/png" }));
}

/** Its colours as #rrggbb, dark to bright; null if there are more than 15 or a pixel is half clear. */
export function paletteOf({ data }) {
  const found = new Set();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 0) continue;
    if (data[at + 3] < 255) return null;
    found.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    if (found.size > MAX_COLOURS) return null;
  }
  return [...found].map((packed) => `#${packed.toString(16).padStart(6, "0")}`)
    .sort((one, other) => luminance(one) - luminance(other));
}

/** The same pixels, each colour that `swaps` names replaced: {"#rrggbb": "#rrggbb"}. */
export function recoloured(pixels, swaps) {
  const table = new Map(Object.entries(swaps).map(([from, to]) => [pack(from), pack(to)]));
  const copy = new ImageData(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height);
  for (let at = 0; table.size && at < copy.data.length; at += 4) {
    const { data } = copy;
    const to = table.get((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    if (to === undefined || !data[at + 3]) continue;
    data[at] = to >> 16;
    data[at + 1] = (to >> 8) & 255;
    data[at + 2] = to & 255;
  }
  return copy;
}

/** Swaps of one palette's colours, carried over to the nearest colours of another palette, each to one of its own. */
export function carried(swaps, palette) {
  const pairs = Object.keys(swaps)
    .flatMap((from) => palette.map((to) => ({ from, to, apart: distance(from, to) })))
    .sort((one, other) => one.apart - other.apart);
  const moved = {};
  const done = new Set();
  for (const { from, to } of pairs) {
    if (done.has(from) || to in moved) continue;
    moved[to] = swaps[from];
    done.add(from);
  }
  return moved;
}

/** Put pixels into a canvas. */
export function show(canvas, pixels) {
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

/** A canvas for a heat map, to be laid over a picture; the browser smooths it as it enlarges it. */
export function heatCanvas() {
  return el("canvas", { class: "heat", "aria-hidden": "true", width: 1, height: 1, hidden: true });
}

/**
 * Where a word was looked at: rows of numbers from 0. What is looked at most stays bright, what is looked at least goes
 * dark; a map that is nearly even stays nearly even.
 */
export function glow(canvas, heat) {
  const most = Math.max(...heat.flat(), 1e-9);
  const spread = Math.max(most - Math.min(...heat.flat()), LEAST_SPREAD * most);
  paint(canvas, heat, (value) => {
    const bright = 1 - (most - value) / spread;
    return [40 + 215 * bright, 24 + 140 * bright, 60 - 20 * bright, 208 - 160 * bright];
  });
}

/** What speaks for a type (warm) and against it (cold): rows of numbers of either sign. */
export function evidence(canvas, heat) {
  const most = Math.max(...heat.flat().map(Math.abs), LEAST_LOGITS);
  paint(canvas, heat, (value) => {
    const strength = 215 * Math.abs(value / most);
    return value > 0 ? [235, 80, 20, strength] : [30, 90, 230, strength];
  });
}

function paint(canvas, heat, colour) {
  const pixels = new ImageData(heat[0].length, heat.length);
  heat.flat().forEach((value, at) => pixels.data.set(colour(value), at * 4));
  show(canvas, pixels);
  canvas.hidden = false;
}

function pack(colour) {
  return parseInt(colour.slice(1), 16);
}

function distance(one, other) {
  return [1, 3, 5].reduce(
    (sum, at) => sum + (parseInt(one.slice(at, at + 2), 16) - parseInt(other.slice(at, at + 2), 16)) ** 2, 0);
}
