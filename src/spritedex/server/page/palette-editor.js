// The palette editor: a color input for each color, whose change shows at once. Knows one sprite.

import { recolorSprites } from "./changes.js";
import { el } from "./dom.js";
import { openPaletteDialog } from "./palette-dialog.js";

/** @import { Sprite } from "./sprite.js" */
/** @import { Context } from "./types.js" */

/**
 * The editor of the palette that a sprite shows; `shown()` is called while a color is being chosen.
 * @param {Sprite} sprite
 * @param {Context} context
 * @param {() => void} shown
 */
export async function paletteEditor(sprite, context, shown) {
  const palette = await sprite.palette() ?? [];
  let before = structuredClone(sprite.edits);
  const keep = async () => {
    const after = structuredClone(sprite.edits);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    const edits = new Map([[sprite, { before, after }]]);
    before = after;
    await recolorSprites("color", edits, context);
  };
  const reset = el("button", {
    type: "button", class: "quiet", disabled: !Object.keys(sprite.swaps).length,
    onclick: () => {
      for (const color of palette) delete sprite.swaps[color];
      inputs[0].focus();
      keep();
    },
  }, "Reset");
  const inputs = palette.map((color, at) => el("input", {
    type: "color", value: sprite.swaps[color] ?? color, title: `Color ${at + 1} of ${palette.length}`,
    "aria-label": `Color ${at + 1} of ${palette.length}`,
    oninput: ({ currentTarget: { value } }) => {
      if (value === color) delete sprite.swaps[color];
      else sprite.swaps[color] = value;
      reset.disabled = !Object.keys(sprite.swaps).length;
      shown();
    },
    onchange: keep,
  }));
  return el("div", { class: "swatches", role: "group", "aria-label": "Palette" }, ...inputs,
    el("button", { type: "button", class: "quiet", onclick: () => openPaletteDialog([sprite], context) }, "Palettes"), reset);
}
