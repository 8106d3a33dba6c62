// The card of a sprite: a picture of 1200x630 pixels with its name, types, a line and its palette.

import { openDialog } from "./dialogs.js";
import { rgbOf, textColorOn } from "./colors.js";
import { download, el } from "./dom.js";
import { dexLine } from "./naming.js";
import { showError } from "./notices.js";
import { darkToBright } from "./palettes.js";
import { paletteOf, SIDE, spaceBelow } from "./pixels.js";
import { blobOfCanvas, copyPicture } from "./sharing.js";

/** @import { Sprite } from "./sprite.js" */
/** @import { Context } from "./types.js" */

const WIDTH = 1200;
const HEIGHT = 630;
const ZOOM = 7;
const TEXT_LEFT = 600;
const TEXT_WIDTH = 540;
const FONT = "system-ui, 'Noto Sans', sans-serif";

/**
 * @param {Sprite} sprite
 * @param {string} name
 * @param {Context} context
 */
export async function openCardDialog(sprite, name, context) {
  const canvas = el("canvas", { class: "card-picture", width: WIDTH, height: HEIGHT, role: "img", "aria-label": "The card" });
  const title = el("input", { id: "card-name", value: name, maxlength: 14, dir: "auto", oninput: () => paint() });
  const line = el("textarea", { id: "card-line", rows: 2, maxlength: 160, dir: "auto", oninput: () => paint() });
  line.value = dexLine(sprite.prompt, sprite.seed);
  const paint = () => paintCard(canvas, sprite, title.value, line.value, context.typeColors).catch(showError);
  openDialog("Card", [
    canvas,
    el("label", { for: "card-name" }, "Name"), title,
    el("label", { for: "card-line" }, "Line"), line,
    el("div", { class: "buttons" },
      el("button", {
        type: "button", class: "main",
        onclick: async () => download(`${title.value || "sprite"}-card.png`, await blobOfCanvas(canvas)),
      }, "Save card"),
      el("button", {
        type: "button", onclick: () => copyPicture(blobOfCanvas(canvas), `${title.value || "sprite"}-card`),
      }, "Copy card")),
  ]);
  await paint();
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Sprite} sprite
 * @param {string} name
 * @param {string} line
 * @param {Record<string, string>} typeColors
 */
async function paintCard(canvas, sprite, name, line, typeColors) {
  const pixels = await sprite.pixels();
  const bitmap = await createImageBitmap(pixels);
  const context = canvas.getContext("2d");
  if (!context) return;
  const types = sprite.data.types ?? [];
  const colors = (types.length ? types : ["normal"]).map((type) => typeColors[type] ?? "#8a8275");
  const shade = context.createLinearGradient(0, 0, WIDTH, HEIGHT);
  shade.addColorStop(0, pale(colors[0], 0.72));
  shade.addColorStop(1, pale(colors.at(-1) ?? colors[0], 0.86));
  context.fillStyle = shade;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = "rgb(255 255 255 / .82)";
  context.fillRect(TEXT_LEFT - 40, 40, WIDTH - TEXT_LEFT, HEIGHT - 80);
  context.fillStyle = pale(colors[0], 0.4);
  context.beginPath();
  context.ellipse(280, 520, 210, 36, 0, 0, 2 * Math.PI);
  context.fill();
  context.imageSmoothingEnabled = false;
  const side = SIDE * ZOOM;
  context.drawImage(bitmap, 280 - side / 2, 528 - side + spaceBelow(pixels) * ZOOM, side, side);
  write(context, types, name, line, colors);
  strip(context, darkToBright(paletteOf(pixels) ?? []));
  context.fillStyle = "#5c5566";
  context.font = `400 22px ${FONT}`;
  context.fillText(`Spritedex · seed ${sprite.seed}`, TEXT_LEFT, HEIGHT - 70);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string[]} types
 * @param {string} name
 * @param {string} line
 * @param {string[]} colors
 */
function write(context, types, name, line, colors) {
  context.fillStyle = "#24202c";
  context.font = `700 76px ${FONT}`;
  context.fillText(name, TEXT_LEFT, 150, TEXT_WIDTH);
  let left = TEXT_LEFT;
  context.font = `650 28px ${FONT}`;
  types.forEach((type, at) => {
    const width = context.measureText(type).width + 36;
    context.fillStyle = colors[at];
    context.fillRect(left, 185, width, 46);
    context.fillStyle = textColorOn(colors[at]);
    context.fillText(type, left + 18, 218);
    left += width + 12;
  });
  context.fillStyle = "#24202c";
  context.font = `400 32px ${FONT}`;
  wrapped(context, line).slice(0, 5).forEach((text, at) => context.fillText(text, TEXT_LEFT, 296 + at * 44, TEXT_WIDTH));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 */
function wrapped(context, text) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (context.measureText(longer).width <= TEXT_WIDTH) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string[]} palette
 */
function strip(context, palette) {
  palette.forEach((color, at) => {
    context.fillStyle = color;
    context.fillRect(TEXT_LEFT + at * 36, HEIGHT - 140, 36, 36);
  });
}

/**
 * A color mixed with white.
 * @param {string} color
 * @param {number} white in [0, 1]
 */
function pale(color, white) {
  return `rgb(${rgbOf(color).map((value) => Math.round(value + (255 - value) * white)).join(" ")})`;
}
