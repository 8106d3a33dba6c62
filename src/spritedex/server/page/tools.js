// What the buttons of a card do. Each knows its card and the rest of the page through `context`.

import { say } from "./dom.js";
import { openPaint } from "./paint.js";
import { freshSeed } from "./piece.js";
import { openSave } from "./save.js";
import { drawViews, hasViews } from "./views.js";

const SEVERAL = 4;

/**
 * name -> { label, title, state, can, run }: `can(piece, paints, palette)` says whether it is offered, where `palette`
 * is null for a sprite of more than 15 colours; `run(card, context)` does it.
 */
export const TOOLS = {
  vary: {
    label: "vary", title: "Variations of this sprite",
    can: (piece, paints) => paints,
    run: vary,
  },
  shiny: {
    label: "shiny", title: "Shiny: in rare colours", state: { "aria-pressed": "false" },
    can: (piece, paints) => paints && hasViews(piece),
    run: (card, context) => turn(card, context, "shiny"),
  },
  back: {
    label: "back", title: "Back view", state: { "aria-pressed": "false" },
    can: (piece, paints) => paints && hasViews(piece),
    run: (card, context) => turn(card, context, "back"),
  },
  between: {
    label: "between", title: "Between this and a second sprite",
    can: (piece, paints) => paints && !piece.sprite.wish.towards,
    run: (card, context) => context.between.begin(card),
  },
  colours: {
    label: "colours", title: "Change its colours", state: { "aria-expanded": "false" },
    can: (piece, paints, palette) => palette !== null,
    run: (card) => card.togglePalette(),
  },
  paint: {
    label: "paint", title: "Paint over it, or redraw a part",
    can: (piece, paints, palette) => paints || palette !== null,
    run: (card, context) => openPaint(card, context),
  },
  save: {
    label: "save", title: "Save it, in any format",
    can: () => true,
    run: (card, context) => openSave(card, context),
  },
  remove: {
    label: "remove", title: "Remove it from the page and the gallery",
    can: () => true,
    run: remove,
  },
};

async function turn(card, context, name) {
  if (!(await drawViews(card, context))) return;
  card.piece[name] = !card.piece[name];
  await card.repaint();
  await card.refreshPalette();
}

async function vary(card, { stage, models }) {
  const { piece } = card;
  const several = Math.min(SEVERAL, models.limits.count);
  const request = piece.edited("front")
    ? { ...piece.likeness, init: await piece.png("front"), strength: 0.5 }
    : { variation_of: piece.sprite.files[0].data };
  const lot = { kind: `Variations of #${piece.seed}`, prompt: piece.prompt };
  await stage.draw({ ...request, count: several, seed: freshSeed() }, lot, several, "Drawing variations");
}

async function remove(card, { stage, gallery }) {
  const next = card.element.nextElementSibling ?? card.element.previousElementSibling;
  stage.remove(card.piece);
  (next?.querySelector(".tools button[tabindex='0']") ?? document.querySelector("#prompt")).focus();
  say(`Seed ${card.piece.seed} is removed.`);
  await gallery.remove(card.piece);
}
