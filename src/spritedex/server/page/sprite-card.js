// The card of a sprite: its picture, what the classifier sees, its seed, and the buttons of card-actions.js.

import { ACTIONS, FIRST } from "./card-actions.js";
import { isUnsure, nearOnes } from "./certainty.js";
import { el, roving, typeBadge } from "./dom.js";
import { heatmapCanvas, showAttention } from "./heatmaps.js";
import { icon } from "./icons.js";
import { showError, tell } from "./notices.js";
import { paletteEditor } from "./palette-editor.js";
import { decode, showPixels, SIDE, spaceBelow } from "./pixels.js";
import { openReveal } from "./reveal.js";
import { dragOut } from "./sharing.js";

/** @import { Action, ActionName } from "./card-actions.js" */
/** @import { Sprite } from "./sprite.js" */
/** @import { Context } from "./types.js" */

const IMAGE_TITLES = { front: "", back: ", back", shiny: ", shiny", "back-shiny": ", back, shiny" };

export class SpriteCard {
  #context;
  #canvas = el("canvas", { width: SIDE, height: SIDE, role: "img" });
  #heatmap = heatmapCanvas();
  #choose = el("button", { type: "button", class: "choose", hidden: true }, "Choose");
  #open = el("button", {
    type: "button", class: "show", title: "Show it large",
    onclick: async () => {
      try {
        if (!this.#choose.hidden) {
          await this.#context.between.choose(this.sprite);
          return;
        }
        await openReveal(this, this.#context);
      } catch (error) {
        showError(error);
      }
    },
  }, this.#canvas);
  #more = el("button", {
    type: "button", "aria-expanded": "false", title: "More actions", onclick: () => this.#showMore(),
  }, icon("more"), el("span", {}, "more"));
  #actions = el("div", { class: "actions", role: "toolbar" });
  /** @type {Map<ActionName, HTMLButtonElement>} */
  #buttons = new Map();
  /** @type {HTMLElement | null} */
  #palette = null;
  #repaints = 0;
  #ready;

  /**
   * @param {Sprite} sprite
   * @param {Context} context
   */
  constructor(sprite, context) {
    this.sprite = sprite;
    this.#context = context;
    this.#actions.setAttribute("aria-label", `Actions for seed ${sprite.seed}`);
    this.element = el("li", { class: "card" },
      el("div", { class: "screen" }, this.#open, this.#heatmap, this.#choose), this.#facts(), this.#actions);
    dragOut(this.#open, sprite);
    this.#choose.addEventListener("click", () => context.between.choose(sprite));
    this.#ready = this.#addActions().catch(showError);
    this.repaint();
  }

  /** Show the sprite as it now is; busy until it is shown. */
  async repaint() {
    const { sprite } = this;
    this.#repaints += 1;
    const repaint = this.#repaints;
    this.element.setAttribute("aria-busy", "true");
    this.#canvas.setAttribute("aria-label", `${sprite.prompt}, seed ${sprite.seed}${IMAGE_TITLES[sprite.imageName]}`);
    this.#buttons.get("shiny")?.setAttribute("aria-pressed", String(sprite.shiny));
    this.#buttons.get("back")?.setAttribute("aria-pressed", String(sprite.back));
    this.#buttons.get("favorite")?.setAttribute("aria-pressed", String(sprite.favorite));
    const pixels = await sprite.pixels();
    if (repaint !== this.#repaints) return;
    showPixels(this.#canvas, pixels);
    this.element.style.setProperty("--drop", String(spaceBelow(pixels)));
    this.element.removeAttribute("aria-busy");
  }

  /**
   * Show another picture until the next repaint.
   * @param {string} data a PNG in base64
   */
  async preview(data) {
    showPixels(this.#canvas, await decode(data));
  }

  /**
   * Show where the word with this index counts; null for none.
   * @param {number | null} index
   */
  highlight(index) {
    const word = index === null || this.sprite.back ? null : this.sprite.data.words?.[index];
    if (word) showAttention(this.#heatmap, word.heatmap);
    else this.#heatmap.hidden = true;
  }

  /**
   * Show or hide the button that chooses it as a second sprite. Returns the button.
   * @param {boolean} shown
   */
  offer(shown) {
    this.#choose.hidden = !shown;
    return this.#choose;
  }

  /**
   * Focus the button of an action, or the first one, and scroll to the card.
   * @param {ActionName} [name]
   */
  async focus(name) {
    await this.#ready;
    const named = name && this.#buttons.get(name);
    const button = named && !named.hidden ? named : [...this.#buttons.values()][0];
    button?.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** Open or close the palette editor. */
  async togglePalette() {
    if (this.#palette) {
      this.#palette.remove();
      this.#palette = null;
    } else {
      this.#palette = await this.#paletteEditor();
      this.#actions.after(this.#palette);
      this.#palette.querySelector("input")?.focus();
    }
    this.#buttons.get("colors")?.setAttribute("aria-expanded", String(this.#palette !== null));
  }

  /** Rebuild the palette editor, if it is open: another picture is shown. */
  async refreshPalette() {
    if (!this.#palette) return;
    const editor = await this.#paletteEditor();
    const at = [...this.#palette.children].findIndex((each) => each === document.activeElement);
    this.#palette.replaceWith(editor);
    this.#palette = editor;
    const again = editor.children[at];
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  }

  #paletteEditor() {
    return paletteEditor(this.sprite, this.#context, () => this.repaint());
  }

  /** Show the sprite, its palette editor and its buttons as the sprite now is. */
  async refresh() {
    await Promise.all([this.repaint(), this.refreshPalette()]);
  }

  #facts() {
    const { data, seed, label } = this.sprite;
    const seedButton = el("button", {
      type: "button", class: "seed-label number", title: "Lock and copy this seed",
      "aria-label": label === `#${seed}` ? `Seed ${seed}: lock and copy it` : `${label}: lock and copy seed ${seed}`,
      onclick: () => {
        this.#context.form.lockSeed(seed);
        navigator.clipboard?.writeText(String(seed)).catch(() => {});
        tell(`Seed ${seed} is locked.`);
      },
    }, label);
    const badges = (data.types ?? []).map((name) => typeBadge(name, this.#context.typeColors));
    const [nearest] = nearOnes(data.nearest);
    return el("div", { class: "facts" },
      badges.length > 0 && el("p", { class: "badges", title: "What the classifier sees in the picture" },
        el("span", { class: "seen" }, "seen as"), ...badges),
      el("p", { class: "seen" }, isUnsure(data) && el("span", { class: "unsure" }, "unsure"),
        nearest && el("span", {}, `${nearest.likeness} `, el("b", {}, nearest.name)),
        seedButton));
  }

  async #addActions() {
    const { accepts_options: acceptsOptions } = this.#context.models.generator;
    const abilities = { sprite: this.sprite, acceptsOptions, palette: await this.sprite.palette() };
    for (const [name, action] of /** @type {[ActionName, Action][]} */ (Object.entries(ACTIONS))) {
      if (!action.offered(abilities)) continue;
      const button = el("button", {
        type: "button", title: action.title, ...action.state,
        onclick: () => this.#run(action),
      }, icon(name), el("span", {}, action.label));
      this.#buttons.set(name, button);
      this.#actions.append(button);
    }
    [...this.#buttons.values()].slice(FIRST).forEach((button) => { button.hidden = true; });
    if (this.#buttons.size > FIRST + 1) [...this.#buttons.values()][FIRST - 1].after(this.#more);
    else this.#showMore();
    roving(this.#actions);
    this.repaint();
  }

  #showMore() {
    const shown = this.#more.ariaExpanded !== "true";
    this.#more.ariaExpanded = String(shown);
    for (const button of [...this.#buttons.values()].slice(FIRST)) button.hidden = !shown;
    roving(this.#actions);
  }

  /** @param {Action} action */
  async #run(action) {
    try {
      await action.run(this, this.#context);
    } catch (error) {
      showError(error, [{ label: "Try again", run: () => this.#run(action) }]);
    }
  }
}
