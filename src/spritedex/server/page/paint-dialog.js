// The dialog that paints on a sprite: mark a part and have it redrawn, or set pixels by hand.

import { requestJson } from "./api.js";
import { blobOf } from "./base64.js";
import { addSprite } from "./changes.js";
import { hexOf, rgbOf } from "./colors.js";
import { choice, confirmed, openDialog } from "./dialogs.js";
import { $, el } from "./dom.js";
import { onUndoKeys } from "./history.js";
import { announce, retryCountdown, showError, tell } from "./notices.js";
import { PaintCanvas } from "./paint-canvas.js";
import { PaintColors } from "./paint-colors.js";
import { encode, paletteOf, showPixels, SIDE } from "./pixels.js";
import { withTexts } from "./png-texts.js";
import { breathing } from "./scenes.js";
import { canvasZoom } from "./sizes.js";
import { randomSeed, Sprite } from "./sprite.js";

/** @import { Brush, Tool } from "./paint-canvas.js" */
/** @import { SpriteCard } from "./sprite-card.js" */
/** @import { Context, TypesAnswer } from "./types.js" */

/** How many are drawn where each seed paints another part. */
const REDRAWN = 4;
const BRUSH_SIZES = [1, 2, 4, 8];
const LARGEST_ZOOM = 8;
/** Tools that use the color. @type {Tool[]} */
const COLORED = ["paint", "line", "fill"];

/**
 * Open it for the front of a card's sprite.
 * @param {SpriteCard} card
 * @param {Context} context
 */
export async function openPaintDialog(card, context) {
  const pixels = await card.sprite.pixels("front");
  if (!document.querySelector("dialog[open]")) new PaintDialog(card.sprite, pixels, context);
}

class PaintDialog {
  #sprite;
  #context;
  #palette;
  /** @type {Brush} */
  #brush;
  #canvas;
  #tools;
  #colors;
  #prompt;
  #strength = el("input", { type: "range", id: "strength", min: 0.1, max: 1, step: 0.05, value: 1 });
  #redraw = el("button", { type: "button", class: "main", onclick: () => this.#redrawMarked() },
    "Redraw the marked part");
  #keep = el("button", { type: "button", onclick: () => this.#keepPainted() }, "Keep as a new sprite");
  #undo = el("button", { type: "button", onclick: () => this.#undoLast() }, "Undo");
  #redo = el("button", { type: "button", onclick: () => this.#redoLast() }, "Redo");
  #dialog;
  #keeping = false;

  /**
   * @param {Sprite} sprite
   * @param {ImageData} pixels
   * @param {Context} context
   */
  constructor(sprite, pixels, context) {
    this.#sprite = sprite;
    this.#context = context;
    this.#palette = paletteOf(pixels);
    const redraws = context.models.generator.accepts_options;
    const [first = "#000000"] = this.#palette ?? [];
    this.#brush = { tool: redraws ? "mark" : "paint", size: redraws ? 8 : 1, color: rgbOf(first), mirror: false };
    this.#canvas = new PaintCanvas(pixels, this.#brush, () => this.#update(), (rgb) => {
      this.#colors?.choose(hexOf(rgb));
    });
    this.#canvas.element.style.setProperty("--zoom", String(canvasZoom(LARGEST_ZOOM)));
    this.#tools = this.#toolChoice(redraws);
    this.#colors = this.#palette && new PaintColors(this.#palette, (color) => this.#useColor(color));
    this.#prompt = el("input", { id: "redraw-prompt", value: sprite.prompt, dir: "auto" });
    this.#dialog = this.#open(redraws);
    this.#update();
    this.#canvas.element.focus();
  }

  /** @param {boolean} redraws */
  #open(redraws) {
    const sizes = choice("Brush size", "size", BRUSH_SIZES.map((size) => [String(size), String(size)]),
      String(this.#brush.size), (size) => {
        this.#brush.size = Number(size);
        this.#canvas.show();
      });
    const mirror = el("label", { class: "check" }, el("input", {
      type: "checkbox", id: "mirror", onchange: ({ currentTarget: { checked } }) => { this.#brush.mirror = checked; },
    }), "Mirror ", el("small", {}, "paints on the other side too"));
    const strength = el("output", { class: "number", for: "strength" }, "1");
    this.#strength.addEventListener("input", () => { strength.value = this.#strength.value; });
    const dialog = openDialog("Paint", [
      el("div", { class: "paint-layout" },
        el("div", {}, this.#canvas.element,
          el("div", { class: "buttons" }, this.#undo, this.#redo, this.#palette && this.#keep)),
        el("div", { class: "panel" }, this.#tools, sizes, this.#palette && mirror, this.#palette && this.#onionSkin(),
          this.#colors?.element,
          redraws && el("div", { class: "redraw" },
            el("label", { for: "redraw-prompt" }, "Prompt"), this.#prompt,
            el("label", { for: "strength" }, "Strength ", strength, " ",
              el("small", {}, "lower keeps more of the marked part")),
            this.#strength, this.#redraw))),
    ], {
      wide: true,
      mayClose: () => !this.#canvas.canUndo
        || confirmed("Discard your changes?", "Marks and painted pixels will be lost.", "Discard", "Keep painting"),
    });
    onUndoKeys(dialog, () => this.#undoLast(), () => this.#redoLast());
    return dialog;
  }

  /** What may show through: the back, and the second frame. */
  #onionSkin() {
    const canvas = el("canvas", { class: "onion", width: SIDE, height: SIDE, "aria-hidden": "true", hidden: true });
    this.#canvas.element.append(canvas);
    /** @type {["none" | "frame" | "back", string][]} */
    const values = [["none", "Nothing"], ["frame", "Second frame"]];
    if (this.#sprite.images) values.push(["back", "Back"]);
    return choice("Show through", "onion", values, "none", async (which) => {
      canvas.hidden = which === "none";
      if (which === "frame") showPixels(canvas, breathing(this.#canvas.pixels));
      if (which === "back") showPixels(canvas, await this.#sprite.pixels("back"));
    });
  }

  async #redrawMarked() {
    const { generation, models, results } = this.#context;
    if (!this.#canvas.hasMarks) {
      announce("Mark the part to redraw first.");
      this.#canvas.element.focus();
      return;
    }
    if (!generation.isFree()) return;
    const strength = Number(this.#strength.value);
    const count = strength === 1 && this.#sprite.beganAtSketch ? 1 : Math.min(REDRAWN, models.limits.count);
    const prompt = this.#prompt.value;
    const request = {
      ...this.#sprite.similarRequest, prompt, count, seed: randomSeed(),
      init: withTexts(await encode(this.#canvas.pixels), this.#sprite.recipeTexts),
      mask: await encode(this.#canvas.maskPixels), strength,
    };
    const batch = { title: `Redrawn: part of #${this.#sprite.seed}`, prompt };
    await results.draw(request, batch, count, "Redrawing", () => this.#dialog.close());
  }

  async #keepPainted() {
    if (this.#keeping) return;
    this.#keeping = true;
    try {
      const painted = await paintedSprite(this.#sprite, await encode(this.#canvas.pixels));
      this.#dialog.close();
      await addSprite(painted, this.#sprite, this.#context);
      tell("Kept as a new sprite.");
    } catch (error) {
      showError(error, [{ label: "Try again", run: () => this.#keepPainted() }]);
    }
    this.#keeping = false;
  }

  #undoLast() {
    this.#canvas.undo();
    if (!this.#canvas.canUndo) this.#canvas.element.focus();
  }

  #redoLast() {
    this.#canvas.redo();
    if (!this.#canvas.canRedo) this.#canvas.element.focus();
  }

  #update() {
    this.#redraw.classList.toggle("idle", !this.#canvas.hasMarks);
    this.#colors?.element.classList.toggle("unused", !COLORED.includes(this.#brush.tool));
    this.#keep.disabled = !this.#canvas.painted;
    this.#undo.disabled = !this.#canvas.canUndo;
    this.#redo.disabled = !this.#canvas.canRedo;
    this.#canvas.show();
  }

  /** @param {boolean} redraws */
  #toolChoice(redraws) {
    /** @type {[Tool, string][]} */
    const tools = [];
    tools.push(["mark", redraws ? "Mark" : "Select"], ["unmark", redraws ? "Erase mark" : "Unselect"]);
    if (this.#palette) {
      tools.push(["move", "Move"], ["paint", "Paint"], ["line", "Line"], ["fill", "Fill"], ["pick", "Pick color"],
        ["erase", "Erase"]);
    }
    return choice("Tool", "tool", tools, this.#brush.tool, (tool) => {
      this.#brush.tool = tool;
      this.#update();
    });
  }

  /**
   * Tools that need no color give way to Paint.
   * @param {string} color
   */
  #useColor(color) {
    this.#brush.color = rgbOf(color);
    if (COLORED.includes(this.#brush.tool)) return;
    $("input[value='paint']", HTMLInputElement, this.#tools).click();
  }
}

/**
 * A new sprite from pixels that were painted by hand, with its types read.
 * @param {Sprite} sprite
 * @param {string} data a PNG in base64
 */
async function paintedSprite(sprite, data) {
  const form = new FormData();
  form.append("pictures", blobOf(data), "painted.png");
  /** @type {TypesAnswer} */
  const { readings } = await requestJson("/v1/types?nearest=1", { form, onRetry: retryCountdown() });
  const [{ types, unsure, probabilities, nearest }] = readings;
  const [{ name, media_type }] = sprite.data.files;
  const files = [{ name, media_type, data }];
  return new Sprite({
    data: { ...sprite.data, types, unsure, probabilities, nearest, files }, batch: sprite.batch, painted: true,
  });
}
