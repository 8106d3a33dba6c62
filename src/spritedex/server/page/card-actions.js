// The actions of a sprite's card: its buttons, and what each does.

import { canHaveBackAndShiny, drawBackAndShiny } from "./back-and-shiny.js";
import { markFavorites, removeSprites } from "./changes.js";
import { $, focusInstead } from "./dom.js";
import { canEvolve, evolve } from "./evolution.js";
import { UNDO, tell } from "./notices.js";
import { openPaintDialog } from "./paint-dialog.js";
import { openSaveDialog } from "./save-dialog.js";
import { copyLink } from "./sharing.js";
import { randomSeed } from "./sprite.js";

/** @import { Sprite } from "./sprite.js" */
/** @import { SpriteCard } from "./sprite-card.js" */
/** @import { Attributes, Context } from "./types.js" */

export const FIRST = 3;
const VARIATIONS = 4;
const VARIATION_STRENGTH = 0.5;

/**
 * What decides which actions a sprite has. `acceptsOptions` is the generator's `accepts_options`; `palette` is null for
 * a sprite of more than 15 colors.
 * @typedef {{ sprite: Sprite, acceptsOptions: boolean, palette: string[] | null }} Abilities
 */

/**
 * @typedef {object} Action
 * @property {string} label
 * @property {string} title
 * @property {Attributes<HTMLButtonElement>} [state]
 * @property {(abilities: Abilities) => boolean} offered
 * @property {(card: SpriteCard, context: Context) => unknown} run
 */

/** @typedef {"vary" | "shiny" | "back" | "between" | "cross" | "evolve" | "colors" | "paint" | "save" | "favorite" | "link" | "remove"} ActionName */

/** The first are always shown, the others on request. @type {Record<ActionName, Action>} */
export const ACTIONS = {
  vary: {
    label: "vary", title: "Variations of this sprite",
    offered: ({ acceptsOptions }) => acceptsOptions,
    run: vary,
  },
  save: {
    label: "save", title: "Save in any format",
    offered: () => true,
    run: openSaveDialog,
  },
  favorite: {
    label: "favorite", title: "Favorite", state: { "aria-pressed": "false" },
    offered: () => true,
    run: ({ sprite }, context) => markFavorites([sprite], !sprite.favorite, context),
  },
  shiny: {
    label: "shiny", title: "Shiny colors", state: { "aria-pressed": "false" },
    offered: ({ sprite, acceptsOptions }) => acceptsOptions && canHaveBackAndShiny(sprite),
    run: (card, context) => toggle(card, context, "shiny"),
  },
  back: {
    label: "back", title: "Back", state: { "aria-pressed": "false" },
    offered: ({ sprite, acceptsOptions }) => acceptsOptions && canHaveBackAndShiny(sprite),
    run: (card, context) => toggle(card, context, "back"),
  },
  between: {
    label: "between", title: "Frames between this and a second sprite",
    offered: ({ sprite, acceptsOptions }) => acceptsOptions && !sprite.data.options.towards_prompt,
    run: (card, context) => context.between.start(card, "between"),
  },
  cross: {
    label: "cross", title: "Children of this and a second sprite",
    offered: ({ acceptsOptions }) => acceptsOptions,
    run: (card, context) => context.between.start(card, "cross"),
  },
  evolve: {
    label: "evolve", title: "Evolution line",
    offered: ({ sprite, acceptsOptions }) => acceptsOptions && canEvolve(sprite),
    run: evolve,
  },
  colors: {
    label: "colors", title: "Change colors", state: { "aria-expanded": "false" },
    offered: ({ palette }) => palette !== null,
    run: (card) => card.togglePalette(),
  },
  paint: {
    label: "paint", title: "Paint, or redraw a part",
    offered: ({ acceptsOptions, palette }) => acceptsOptions || palette !== null,
    run: openPaintDialog,
  },
  link: {
    label: "link", title: "Copy the link that draws this sprite",
    offered: ({ sprite }) => sprite.isLinkable,
    run: ({ sprite }) => copyLink(sprite),
  },
  remove: {
    label: "remove", title: "Remove from the page and the gallery",
    offered: () => true,
    run: remove,
  },
};

/**
 * @param {SpriteCard} card
 * @param {Context} context
 * @param {"back" | "shiny"} name
 */
async function toggle(card, context, name) {
  if (!(await drawBackAndShiny(card.sprite, context, card))) return;
  card.sprite[name] = !card.sprite[name];
  await card.repaint();
  await card.refreshPalette();
}

/**
 * @param {SpriteCard} card
 * @param {Context} context
 */
async function vary({ sprite }, { results, models }) {
  const count = Math.min(VARIATIONS, models.limits.count);
  const request = sprite.edited("front")
    ? { ...sprite.similarRequest, init: await sprite.png("front"), strength: VARIATION_STRENGTH }
    : { variation_of: sprite.data.files[0].data };
  const batch = { title: `Variations of #${sprite.seed}`, prompt: sprite.prompt };
  await results.draw({ ...request, count, seed: randomSeed() }, batch, count, "Drawing variations");
}

/**
 * @param {SpriteCard} card
 * @param {Context} context
 */
async function remove({ element, sprite }, context) {
  const before = document.activeElement;
  const neighbor = element.nextElementSibling ?? element.previousElementSibling;
  const removed = removeSprites([sprite], context);
  const button = neighbor?.querySelector(".actions button[tabindex='0']");
  if (button instanceof HTMLElement) button.focus();
  tell("The sprite is removed.", UNDO);
  await removed;
  if (!(button instanceof HTMLElement)) focusInstead(before, $("#undo"));
}
