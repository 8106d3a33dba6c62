// The colors of the paint dialog: those of the sprite, and new ones.

import { el } from "./dom.js";

const MOST = 15;

export class PaintColors {
  #swatches = el("div", { class: "swatches" });
  #new = el("input", {
    type: "color", value: "#c04030", title: "New color", "aria-label": "New color",
    onchange: ({ currentTarget: { value } }) => this.choose(value),
  });
  element = el("fieldset", { class: "color-choice" }, el("legend", {}, "Color"), this.#swatches,
    el("label", { class: "inline" }, this.#new, "New color"));
  #chosen;

  /**
   * @param {string[]} palette
   * @param {(color: string) => void} chosen called when a color is chosen
   */
  constructor(palette, chosen) {
    this.#chosen = chosen;
    palette.forEach((color, at) => this.#add(color, at === 0));
  }

  /**
   * Choose a color, a new one too while there are fewer than 15.
   * @param {string} color
   */
  choose(color) {
    const inputs = [...this.#swatches.querySelectorAll("input")];
    const known = inputs.find(({ value }) => value === color);
    if (known) known.checked = true;
    else this.#add(color, true);
    this.#chosen(color);
  }

  /**
   * @param {string} color
   * @param {boolean} checked
   */
  #add(color, checked) {
    const swatch = el("span");
    swatch.style.background = color;
    const at = this.#swatches.children.length + 1;
    this.#swatches.append(el("label", { title: color }, el("input", {
      type: "radio", name: "paint-color", value: color, checked, "aria-label": `Color ${at}, ${color}`,
      onclick: () => this.#chosen(color),
    }), swatch));
    this.#new.disabled = at >= MOST;
    this.#new.title = at < MOST ? "New color" : `A sprite has at most ${MOST} colors`;
  }
}
