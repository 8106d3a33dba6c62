// Small sprites that follow the form while one types, what was understood, and marks below words that mean nothing.

import { ApiError } from "./api.js";
import { $, el } from "./dom.js";
import { Follower, isQuick } from "./follower.js";
import { decode, showPixels, SIDE } from "./pixels.js";
import { understoodText, UnknownMarks } from "./understood.js";

/** @import { Context, SpriteData } from "./types.js" */

const COUNT = 4;
const NOTHING = "Nothing to draw yet";

/**
 * Let sprites follow the form, where the painter is quick enough.
 * @param {Context} context
 */
export function followForm(context) {
  const follows = isQuick(context.models.generator) && context.models.limits.count >= COUNT;
  $("#live").hidden = !follows;
  $("#understood").hidden = !follows;
  if (follows) new Live(context);
}

class Live {
  #form;
  #hint = $("#understood");
  #marks = new UnknownMarks($("#prompt", HTMLTextAreaElement), $("#prompt-marks"));
  #tiles = Array.from({ length: COUNT }, () => el("button", {
    type: "button", class: "tile", disabled: true, "aria-label": NOTHING,
  }, el("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" })));

  /** @param {Context} context */
  constructor({ form, generation }) {
    this.#form = form;
    $("#live").append(...this.#tiles);
    const drawing = () => document.body.classList.contains("drawing");
    const follower = new Follower(async () => (form.asked && { ...form.asked, count: COUNT }), {
      sprite: (data, at) => this.#show(data, at),
      none: (error) => this.#clear(error),
    });
    form.onChange(() => { if (!drawing()) follower.changed(); });
    generation.onStart(() => follower.stop());
    follower.changed();
  }

  /**
   * @param {SpriteData} data
   * @param {number} at
   */
  async #show({ files, seed, understood }, at) {
    if (at === 0) {
      this.#hint.replaceChildren(...understoodText(understood));
      this.#marks.show(understood?.unknown ?? []);
    }
    const tile = this.#tiles[at];
    if (!tile) return;
    showPixels($("canvas", HTMLCanvasElement, tile), await decode(files[0].data));
    tile.disabled = false;
    tile.title = `Draw this one in full: seed ${seed}`;
    tile.ariaLabel = tile.title;
    tile.onclick = () => this.#form.drawOne(seed);
  }

  /** @param {unknown} error */
  #clear(error) {
    this.#hint.textContent = error instanceof ApiError && error.status === 422 ? error.message : "";
    this.#marks.show([]);
    for (const tile of this.#tiles) {
      tile.disabled = true;
      tile.ariaLabel = NOTHING;
      tile.title = "";
      $("canvas", HTMLCanvasElement, tile).width = SIDE;
    }
  }
}
