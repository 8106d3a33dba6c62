// Heatmaps over pictures: where a word counts, and what speaks for a type. Knows no sprite.

import { el } from "./dom.js";
import { showPixels } from "./pixels.js";

const LEAST_SPREAD = 0.1; // of the highest value
const LEAST_LOGITS = 0.3; // so that noise stays pale

/** A hidden canvas to lay over a picture; the browser smooths the heatmap as it enlarges it. */
export function heatmapCanvas() {
  return el("canvas", { class: "heatmap", "aria-hidden": "true", width: 1, height: 1, hidden: true });
}

/**
 * Show the attention to a word: rows of numbers from 0. The highest stays bright, the lowest goes dark; a heatmap that
 * is nearly even stays nearly even.
 * @param {HTMLCanvasElement} canvas
 * @param {number[][]} heatmap
 */
export function showAttention(canvas, heatmap) {
  const most = Math.max(...heatmap.flat(), 1e-9);
  const spread = Math.max(most - Math.min(...heatmap.flat()), LEAST_SPREAD * most);
  fill(canvas, heatmap, (value) => {
    const bright = 1 - (most - value) / spread;
    return [40 + 215 * bright, 24 + 140 * bright, 60 - 20 * bright, 208 - 160 * bright];
  });
}

/**
 * Show the evidence for a type (warm) and against it (cold): rows of logits.
 * @param {HTMLCanvasElement} canvas
 * @param {number[][]} heatmap
 */
export function showEvidence(canvas, heatmap) {
  const most = Math.max(...heatmap.flat().map(Math.abs), LEAST_LOGITS);
  fill(canvas, heatmap, (value) => {
    const alpha = 215 * Math.abs(value / most);
    return value > 0 ? [235, 80, 20, alpha] : [30, 90, 230, alpha];
  });
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number[][]} heatmap
 * @param {(value: number) => number[]} rgba
 */
function fill(canvas, heatmap, rgba) {
  const pixels = new ImageData(heatmap[0].length, heatmap.length);
  heatmap.flat().forEach((value, at) => pixels.data.set(rgba(value), at * 4));
  showPixels(canvas, pixels);
  canvas.hidden = false;
}
