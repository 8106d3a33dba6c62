// What the Read tab gives and takes beside files: a sample to try, and variations of what was read.

import { blobOf } from "./base64.js";
import { fitted } from "./export.js";
import { shelfSprites } from "./shelf.js";
import { goTo } from "./tabs.js";

/** @import { Context } from "./types.js" */

const STRENGTH = 0.5;

/** Sprites of the shelf that are read well. */
const SAMPLES = ["a brown owl", "a green snake"];

/** A sprite of the shelf as a file. */
export async function sampleFile() {
  const sprites = (await shelfSprites()).filter(({ prompt }) => SAMPLES.includes(prompt));
  const { picture, prompt } = sprites[Math.floor(Math.random() * sprites.length)];
  return new File([blobOf(picture)], `${prompt}.png`, { type: "image/png" });
}

/**
 * Draw from a picture that was read, and from words about it.
 * @param {Context} context
 * @param {File} file
 * @param {string} prompt
 */
export async function drawVariation({ form }, file, prompt) {
  const init = await fitted(file);
  goTo("#draw");
  await form.sketchField.draw({ init, strength: STRENGTH });
  form.replacePrompt(prompt);
  form.submit();
}
