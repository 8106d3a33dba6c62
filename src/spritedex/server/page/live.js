// Small sprites that follow the form while one types, what was understood, and marks below words that mean nothing.

import { asksForSomething } from "./address.js";
import { ApiError } from "./api.js";
import { wordsOf } from "./attention.js";
import { $, el } from "./dom.js";
import { Follower, isQuick } from "./follower.js";
import { decode, showPixels, SIDE } from "./pixels.js";
import { understoodText, UnknownMarks } from "./understood.js";

/** @import { Context, SpriteData, SpriteRequest, Understood } from "./types.js" */

const COUNT = 4;
const NOTHING = "Nothing to draw yet";

/**
 * Let sprites follow the form, where the painter is quick enough.
 * @param {Context} context
 */
export function followForm(context) {
  if (isQuick(context.models.generator) && context.models.limits.count >= COUNT) new Live(context);
}

class Live {
  #form;
  #follower;
  #root = $("#live");
  #hint = $("#understood");
  #marks = new UnknownMarks($("#prompt", HTMLTextAreaElement), $("#prompt-marks"));
  #tiles = Array.from({ length: COUNT }, () => el("button", {
    type: "button", class: "tile", disabled: true, "aria-label": NOTHING,
  }, el("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" })));
  /** Words that mean nothing to the model. @type {Set<string>} */
  #unknown = new Set();
  #shown = ""; // what the sprites show, as JSON

  /** @param {Context} context */
  constructor({ form, generation }) {
    this.#form = form;
    this.#root.append(...this.#tiles);
    this.#follower = new Follower(async () => this.#asked(), {
      sprite: (data, at) => this.#show(data, at),
      none: (error) => this.#clear(error),
    });
    form.onChange(() => {
      if (document.body.classList.contains("drawing")) return;
      if (form.asked) this.#root.hidden = false;
      this.#follower.changed();
    });
    generation.onStart(() => {
      this.#follower.stop();
      if (this.#shown !== this.#key) this.#empty();
    });
    generation.onEnd(() => {
      if (!this.#root.hidden && this.#tiles.some(({ disabled }) => disabled)) this.#follower.changed();
    });
  }

  /** What the form asks for, without what changes nothing here. */
  get #key() {
    return JSON.stringify({ ...this.#form.request, count: COUNT, num_steps: null, novel: false, best_of: null });
  }

  /**
   * What to draw. A last word that means nothing is left out: it is still being typed.
   * @returns {SpriteRequest | null}
   */
  #asked() {
    const { asked, prompt } = this.#form;
    if (!asked) return null;
    const drawn = prompt.slice(0, prompt.length - this.#unfinishedWord.length).trim().replaceAll(/\s+/g, " ");
    const request = { ...asked, count: COUNT, prompt: drawn };
    return asksForSomething(request) ? request : null;
  }

  /** The last word of the prompt, if it means nothing and nothing comes after it; else empty. */
  get #unfinishedWord() {
    const { prompt } = this.#form;
    const { text = "" } = wordsOf(prompt).at(-1) ?? {};
    return prompt.endsWith(text) && this.#unknown.has(text) ? text : "";
  }

  /**
   * Say what was understood, and mark what means nothing.
   * @param {Understood} [understood]
   */
  #tell({ unknown = [], ...understood } = {}) {
    const all = [...new Set([...unknown, this.#unfinishedWord])].filter(Boolean);
    this.#hint.replaceChildren(...understoodText({ ...understood, unknown: all }));
    this.#marks.show(all);
  }

  /**
   * @param {SpriteData} data
   * @param {number} at
   */
  async #show({ files, seed, understood }, at) {
    if (at === 0) {
      const asked = this.#unfinishedWord;
      for (const word of understood?.unknown ?? []) this.#unknown.add(word);
      this.#tell(understood);
      if (this.#unfinishedWord !== asked) {
        this.#follower.again();
        return;
      }
    }
    const tile = this.#tiles[at];
    if (!tile) return;
    this.#shown = this.#key;
    showPixels($("canvas", HTMLCanvasElement, tile), await decode(files[0].data));
    tile.disabled = false;
    tile.title = `Draw this one in full: seed ${seed}`;
    tile.ariaLabel = tile.title;
    tile.onclick = () => this.#form.drawOne(seed);
  }

  /** @param {unknown} error */
  #clear(error) {
    this.#root.hidden = true;
    this.#empty();
    if (error instanceof ApiError && error.status === 422) this.#hint.textContent = error.message;
  }

  /** Show nothing, at the same place. */
  #empty() {
    this.#shown = "";
    this.#tell();
    for (const tile of this.#tiles) {
      tile.disabled = true;
      tile.ariaLabel = NOTHING;
      tile.title = "";
      $("canvas", HTMLCanvasElement, tile).width = SIDE;
    }
  }
}
