// Changes of sprites that can be undone: removed, added, recolored, marked as favorites. Knows no element.

/** @import { Sprite } from "./sprite.js" */
/** @import { Context, Edits } from "./types.js" */

/**
 * Remove sprites from the page and the gallery.
 * @param {Sprite[]} sprites
 * @param {Context} context
 */
export async function removeSprites(sprites, context) {
  const { run, restore } = remover(sprites, context);
  const label = sprites.length === 1 ? "remove" : `remove ${sprites.length} sprites`;
  const removed = run();
  context.history.add({ label, undo: restore, redo: run }, removed);
  await removed;
}

/**
 * Keep a new sprite and show it before another one.
 * @param {Sprite} sprite
 * @param {Sprite} other
 * @param {Context} context
 */
export async function addSprite(sprite, other, context) {
  await context.gallery.keep(sprite);
  context.results.insert(sprite, other);
  const { run, restore } = remover([sprite], context);
  context.history.add({ label: "new sprite", undo: run, redo: restore });
}

/**
 * Give sprites the colors that each got, or had before.
 * @param {string} label
 * @param {Map<Sprite, { before: Edits, after: Edits }>} edits
 * @param {Context} context
 */
export async function recolorSprites(label, edits, context) {
  const use = async (/** @type {"before" | "after"} */ which) => {
    for (const [sprite, each] of edits) sprite.edits = structuredClone(each[which]);
    context.results.refresh([...edits.keys()]);
    await context.gallery.keep(...edits.keys());
  };
  const used = use("after");
  context.history.add({ label, undo: () => use("before"), redo: () => use("after") }, used);
  await used;
}

/**
 * @param {Sprite[]} sprites
 * @param {boolean} favorite
 * @param {Context} context
 */
export async function markFavorites(sprites, favorite, context) {
  const changed = sprites.filter((sprite) => sprite.favorite !== favorite);
  if (!changed.length) return;
  const use = async (/** @type {boolean} */ value) => {
    for (const sprite of changed) sprite.favorite = value;
    await context.gallery.keep(...changed);
  };
  const marked = use(favorite);
  context.history.add({
    label: favorite ? "favorite" : "no favorite", undo: () => use(!favorite), redo: () => use(favorite),
  }, marked);
  await marked;
}

/**
 * `run` removes sprites, and `restore` restores them.
 * @param {Sprite[]} sprites
 * @param {Context} context
 */
function remover(sprites, { results, gallery }) {
  /** @type {(() => void)[]} */
  let show = [];
  const restore = async () => {
    await gallery.restore(sprites);
    for (const each of show.toReversed()) each();
  };
  const run = async () => {
    show = sprites.map((sprite) => results.remove(sprite));
    await gallery.remove(sprites);
  };
  return { run, restore };
}
