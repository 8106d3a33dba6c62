// The palette editor: a color input for each color, whose change shows at once. Knows one sprite.

import { el } from "./dom.js";

/** @import { Sprite } from "./sprite.js" */

/**
 * The editor of the palette that a sprite shows; `changed()` is called after each change.
 * @param {Sprite} sprite
 * @param {() => void} changed
 */
export async function paletteEditor(sprite, changed) {
  const palette = await sprite.palette() ?? [];
  const reset = el("button", {
    type: "button", class: "quiet", disabled: !Object.keys(sprite.swaps).length,
    onclick: () => {
      for (const color of palette) delete sprite.swaps[color];
      inputs.forEach((each, at) => { each.value = palette[at]; });
      reset.disabled = true;
      inputs[0].focus();
      changed();
    },
  }, "Reset");
  const inputs = palette.map((color, at) => el("input", {
    type: "color", value: sprite.swaps[color] ?? color, title: `Color ${at + 1} of ${palette.length}`,
    "aria-label": `Color ${at + 1} of ${palette.length}`,
    oninput: ({ currentTarget: { value } }) => {
      if (value === color) delete sprite.swaps[color];
      else sprite.swaps[color] = value;
      reset.disabled = !Object.keys(sprite.swaps).length;
      changed();
    },
  }));
  return el("div", { class: "swatches", role: "group", "aria-label": "Palette" }, ...inputs, reset);
}
