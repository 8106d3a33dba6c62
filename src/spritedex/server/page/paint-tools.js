// What the tools of the paint dialog do to pixels and marks. Knows no element.

import { SIDE } from "./pixels.js";

/** A pixel. @typedef {{ x: number, y: number }} Place */

/**
 * The places from one to another in a straight line, with both ends.
 * @param {Place} from
 * @param {Place} to
 * @returns {Place[]}
 */
export function line(from, to) {
  const length = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  return Array.from({ length: length + 1 }, (_, step) => ({
    x: Math.round(from.x + ((to.x - from.x) * step) / Math.max(1, length)),
    y: Math.round(from.y + ((to.y - from.y) * step) / Math.max(1, length)),
  }));
}

/**
 * Give the pixels of one color around a place, as far as they touch, another color.
 * @param {ImageData} pixels
 * @param {Place} place
 * @param {number[]} rgba
 */
export function fill({ data }, { x, y }, rgba) {
  const colors = new Uint32Array(data.buffer);
  const start = y * SIDE + x;
  const before = colors[start];
  data.set(rgba, start * 4);
  const after = colors[start];
  if (before === after) return;
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    colors[at] = after;
    const column = at % SIDE;
    const neighbors = [at - SIDE, at + SIDE, column > 0 ? at - 1 : -1, column < SIDE - 1 ? at + 1 : -1];
    open.push(...neighbors.filter((each) => colors[each] === before));
  }
}

/**
 * Move the marked pixels, or all where none is marked, with their marks; what leaves the sprite is gone.
 * @param {ImageData} pixels
 * @param {Uint8Array} mask
 * @param {number} x
 * @param {number} y
 */
export function shift({ data }, mask, x, y) {
  const colors = new Uint32Array(data.buffer);
  const [oldColors, oldMask] = [colors.slice(), mask.slice()];
  const whole = !oldMask.some(Boolean);
  const moves = (/** @type {number} */ at) => whole || oldMask[at];
  for (let at = 0; at < colors.length; at += 1) {
    if (!moves(at)) continue;
    colors[at] = 0;
    mask[at] = 0;
  }
  for (let at = 0; at < colors.length; at += 1) {
    const [column, row] = [(at % SIDE) + x, Math.floor(at / SIDE) + y];
    if (!moves(at) || column < 0 || row < 0 || column >= SIDE || row >= SIDE) continue;
    const to = row * SIDE + column;
    if (oldColors[at]) colors[to] = oldColors[at];
    mask[to] = oldMask[at];
  }
}
