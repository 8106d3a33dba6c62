// Back and shiny of a sprite, drawn once when they are first needed.

/** @import { Sprite } from "./sprite.js" */
/** @import { SpriteCard } from "./sprite-card.js" */
/** @import { Context } from "./types.js" */

/**
 * Draw back and shiny of a card's sprite, if it has none. Resolves to whether it has them.
 * @param {SpriteCard} card
 * @param {Context} context
 * @returns {Promise<boolean>}
 */
export async function drawBackAndShiny(card, context) {
  const { generation, gallery } = context;
  const { sprite } = card;
  if (sprite.images) return true;
  const request = sprite.sameRequest;
  await generation.run({ ...request, count: 1, format: "png" }, "Drawing back and shiny", {
    step: async ({ finished, num_steps, preview }) => {
      if (finished > 0 && num_steps && preview && !request.line) await card.preview(preview);
    },
    sprite: async ({ files, options: { stage } }) => {
      if (!request.line || stage === sprite.data.options.stage) sprite.takeImages(files);
    },
    steps: () => [{ label: "Try again", run: () => drawBackAndShiny(card, context) }],
  });
  if (sprite.images) await gallery.keep(sprite);
  await card.repaint();
  await card.refreshPalette();
  return sprite.images !== null;
}

/**
 * Whether a painter can draw back and shiny of a sprite.
 * @param {Sprite} sprite
 */
export function canHaveBackAndShiny(sprite) {
  const { towards_prompt, back, shiny } = sprite.data.options;
  return !sprite.painted && !towards_prompt && !back && !shiny;
}
