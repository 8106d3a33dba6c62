// Back and shiny of a sprite, drawn once when they are first needed.

/** @import { Sprite } from "./sprite.js" */
/** @import { SpriteCard } from "./sprite-card.js" */
/** @import { Context } from "./types.js" */

/**
 * Draw back and shiny of a sprite, if it has none. Resolves to whether it has them.
 * @param {Sprite} sprite
 * @param {Context} context
 * @param {SpriteCard} [card] shows it meanwhile
 * @returns {Promise<boolean>}
 */
export async function drawBackAndShiny(sprite, context, card) {
  const { generation, gallery } = context;
  if (sprite.images) return true;
  const request = sprite.sameRequest;
  await generation.run({ ...request, count: 1, format: "png" }, "Drawing back and shiny", {
    step: async ({ finished, num_steps, preview }) => {
      if (finished > 0 && num_steps && preview && !request.line) await card?.preview(preview);
    },
    sprite: async ({ files, options: { stage } }) => {
      if (!request.line || stage === sprite.data.options.stage) sprite.takeImages(files);
    },
    steps: () => [{ label: "Try again", run: () => drawBackAndShiny(sprite, context, card) }],
  });
  if (sprite.images) await gallery.keep(sprite);
  await card?.refresh();
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
