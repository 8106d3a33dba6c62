// Evolution lines: the stages of a sprite side by side, or what a painted one becomes. Knows no element but a canvas.

import { showPixels, SIDE } from "./pixels.js";
import { blobOfCanvas } from "./sharing.js";
import { download, el } from "./dom.js";

/** @import { Sprite } from "./sprite.js" */
/** @import { SpriteCard } from "./sprite-card.js" */
/** @import { Context } from "./types.js" */

const STAGES = 3;
const ZOOM = 4;
const GAP = 16; // pixels of the sprites, between two stages
const INK = "#8a8275";

/**
 * Draw the stages of a sprite; of one that no seed gives, what it becomes.
 * @param {SpriteCard} card
 * @param {Context} context
 */
export async function evolve({ sprite }, { results }) {
  const { prompt, seed } = sprite;
  const hasLine = sprite.isLinkable && !sprite.edited("front");
  const title = `Evolution line of #${seed}`;
  if (hasLine) {
    const request = { ...sprite.sameRequest, sketch: sprite.data.sketch, count: 1, line: STAGES };
    await results.draw(request, { title, prompt }, STAGES, "Drawing the evolution line");
  } else {
    const request = { ...sprite.similarRequest, evolve: await sprite.png("front"), count: 1, seed };
    await results.draw(request, { title, prompt }, 1, "Drawing what it becomes");
  }
}

/**
 * Whether a sprite is a front in its usual colors that is no stage yet.
 * @param {Sprite} sprite
 */
export function canEvolve({ data: { options: { back, shiny, stage, towards_prompt } } }) {
  return !back && !shiny && !stage && !towards_prompt;
}

/**
 * Save sprites side by side as one picture, with an arrow between two.
 * @param {Sprite[]} sprites
 */
export async function saveLine(sprites) {
  const step = (SIDE + GAP) * ZOOM;
  const picture = el("canvas", { width: sprites.length * step - GAP * ZOOM, height: SIDE * ZOOM });
  const context = picture.getContext("2d");
  if (!context) throw new Error("This browser gives no canvas to draw on.");
  context.imageSmoothingEnabled = false;
  context.fillStyle = INK;
  const small = el("canvas");
  for (const [at, sprite] of sprites.entries()) {
    showPixels(small, await sprite.pixels());
    context.drawImage(small, at * step, 0, SIDE * ZOOM, SIDE * ZOOM);
    if (at) arrow(context, at * step - GAP * ZOOM, (SIDE / 2) * ZOOM);
  }
  download(`${sprites[0].fileStem.replace(/-stage\d$/, "")}-line.png`, await blobOfCanvas(picture));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} left
 * @param {number} middle
 */
function arrow(context, left, middle) {
  const columns = 5;
  for (let column = 0; column < columns; column += 1) {
    const high = (columns - column) * 2 - 1;
    context.fillRect(left + (6 + column) * ZOOM, middle - (high * ZOOM) / 2, ZOOM, high * ZOOM);
  }
}
