// Scenes around a sprite, drawn here: a battle, a party, an idle frame. Knows pixels, no sprite.

import { SIDE, spaceBelow } from "./pixels.js";

/** Width and height of a battle. */
export const BATTLE = { width: 240, height: 160 };
export const ICON = 32;
/** How many a party has. */
export const PARTY = 6;

const INK = "#28303c";
const PAPER = "#f8f6e8";
const THRESHOLD = 96; // of alpha, above which a letter's pixel is set

/** @typedef {{ pixels: ImageData, name: string }} Fighter */

/**
 * A battle: the front of one creature against the back of another, with their names and health.
 * @param {HTMLCanvasElement} canvas
 * @param {Fighter} foe
 * @param {Fighter} own
 */
export async function paintBattle(canvas, foe, own) {
  canvas.width = BATTLE.width;
  canvas.height = BATTLE.height;
  const context = contextOf(canvas);
  ["#cfe8f4", "#ddf0f0", "#e9f5e4", "#d3e8b4", "#bddb98"].forEach((color, at) => {
    context.fillStyle = color;
    context.fillRect(0, [0, 24, 44, 60, 86][at], BATTLE.width, BATTLE.height);
  });
  ground(context, 178, 70, 46, 11);
  ground(context, 66, 111, 58, 12);
  context.fillStyle = INK;
  context.fillRect(0, 112, BATTLE.width, 48);
  box(context, 3, 115, 234, 42);
  await stand(context, foe.pixels, 146, 72);
  await stand(context, own.pixels, 34, 112);
  box(context, 12, 14, 106, 26);
  health(context, 12, 14, foe.name);
  box(context, 124, 76, 106, 26);
  health(context, 124, 76, own.name);
  context.fillStyle = INK;
  context.fillRect(0, 112, BATTLE.width, 2);
  letters(context, `What will ${own.name} do?`, 12, 132);
}

/**
 * A row of six places of 32 by 32 pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {ImageData[]} members
 */
export async function paintParty(canvas, members) {
  const step = ICON + 4;
  canvas.width = PARTY * step + 4;
  canvas.height = ICON + 8;
  const context = contextOf(canvas);
  for (let place = 0; place < PARTY; place += 1) {
    box(context, 3 + place * step, 3, ICON + 2, ICON + 2);
    const pixels = members[place];
    if (pixels) context.drawImage(await createImageBitmap(pixels), 4 + place * step, 4, ICON, ICON);
  }
}

/**
 * The second frame of breathing: the upper half is one pixel lower.
 * @param {ImageData} pixels
 */
export function breathing({ data, width, height }) {
  const first = data.findIndex((value, at) => at % 4 === 3 && value > 0);
  const top = first < 0 ? 0 : Math.floor(first / 4 / width);
  const middle = Math.floor((top + height) / 2);
  const frame = new ImageData(new Uint8ClampedArray(data), width, height);
  frame.data.copyWithin(4 * width, 0, middle * width * 4);
  frame.data.fill(0, 0, 4 * width);
  return frame;
}

/**
 * Pixels from right to left.
 * @param {ImageData} pixels
 */
export function mirrored({ data, width, height }) {
  const turned = new ImageData(width, height);
  for (let at = 0; at < width * height; at += 1) {
    const to = at - (at % width) + width - 1 - (at % width);
    turned.data.set(data.subarray(at * 4, at * 4 + 4), to * 4);
  }
  return turned;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ImageData} pixels
 * @param {number} left
 * @param {number} bottom
 */
async function stand(context, pixels, left, bottom) {
  context.drawImage(await createImageBitmap(pixels), left, bottom - SIDE + spaceBelow(pixels));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} width half of it
 * @param {number} height half of it
 */
function ground(context, x, y, width, height) {
  for (const [color, less] of /** @type {const} */ ([["#8fb56a", 0], ["#a6c77f", 3]])) {
    context.fillStyle = color;
    for (let row = -height + less; row <= height - less; row += 1) {
      const half = Math.round((width - less) * Math.sqrt(1 - (row / (height - less + 1)) ** 2));
      context.fillRect(x - half, y + row, 2 * half, 1);
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 */
function box(context, x, y, width, height) {
  context.fillStyle = INK;
  context.fillRect(x + 1, y, width - 2, height);
  context.fillRect(x, y + 1, width, height - 2);
  context.fillStyle = PAPER;
  context.fillRect(x + 2, y + 2, width - 4, height - 4);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {string} name
 */
function health(context, x, y, name) {
  letters(context, name.slice(0, 14), x + 6, y + 13);
  context.fillStyle = INK;
  context.fillRect(x + 6, y + 17, 94, 5);
  context.fillStyle = "#58b848";
  context.fillRect(x + 7, y + 18, 92, 3);
}

/**
 * Text of whole pixels.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 */
function letters(context, text, x, y) {
  const canvas = new OffscreenCanvas(BATTLE.width - x, 16);
  const own = canvas.getContext("2d");
  if (!own) return;
  own.font = "bold 10px monospace";
  own.fillStyle = INK;
  own.fillText(text, 0, 11);
  const pixels = own.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = pixels.data[at] > THRESHOLD ? 255 : 0;
  own.putImageData(pixels, 0, 0);
  context.drawImage(canvas, x, y - 11);
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no canvas to draw on.");
  context.imageSmoothingEnabled = false;
  return context;
}
