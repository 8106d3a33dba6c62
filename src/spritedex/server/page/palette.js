// The palette editor: a swatch a colour; what is chosen stands in for it at once. Knows one piece and its card.

import { el } from "./dom.js";

/** Swatches for the view that a piece shows; `changed()` is called after each change. */
export async function swatches(piece, changed) {
  const palette = await piece.palette();
  const list = el("div", { class: "swatches", role: "group", "aria-label": "Palette" });
  const reset = el("button", {
    type: "button", class: "quiet", disabled: !Object.keys(piece.swaps).length,
    onclick: () => {
      for (const colour of palette) delete piece.swaps[colour];
      inputs.forEach((input, at) => { input.value = palette[at]; });
      reset.disabled = true;
      inputs[0].focus();
      changed();
    },
  }, "Reset");
  const inputs = palette.map((colour, at) => el("input", {
    type: "color", value: piece.swaps[colour] ?? colour, title: `Colour ${at + 1} of ${palette.length}`,
    "aria-label": `Colour ${at + 1} of ${palette.length}`,
    oninput: ({ target }) => {
      if (target.value === colour) delete piece.swaps[colour];
      else piece.swaps[colour] = target.value;
      reset.disabled = !Object.keys(piece.swaps).length;
      changed();
    },
  }));
  list.append(...inputs, reset);
  return list;
}
