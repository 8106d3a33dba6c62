// The dialog to doodle in: a sprite follows the hand; Draw starts from the doodle, or from a picture that is opened.

import { rgbOf } from "./colors.js";
import { choice, openDialog } from "./dialogs.js";
import { $, el } from "./dom.js";
import { fitted } from "./export.js";
import { Follower, isQuick } from "./follower.js";
import { onUndoKeys } from "./history.js";
import { showError } from "./notices.js";
import { PaintCanvas } from "./paint-canvas.js";
import { PaintColors } from "./paint-colors.js";
import { decode, encode, showPixels, SIDE } from "./pixels.js";
import { canvasZoom } from "./sizes.js";
import { pictureButton } from "./sketch-field.js";

/** @import { Brush, Tool } from "./paint-canvas.js" */
/** @import { Context } from "./types.js" */

const COLORS = [
  "#e8693a", "#c8202c", "#f2c230", "#5aa53c", "#2f7fd0", "#7c4fc0", "#e58ab8", "#8a5a34", "#8d8d94", "#ffffff", "#1c1a22",
];
const LARGEST_ZOOM = 7;
const STRENGTH = 0.7;
const SIZES = ["1", "2", "4", "8"];
/** @type {[Tool, string][]} */
const TOOLS = [["paint", "Paint"], ["line", "Line"], ["fill", "Fill"], ["erase", "Erase"]];

/** What was doodled last and not drawn from, so that a press outside the dialog loses nothing. @type {ImageData | null} */
let unused = null;

/**
 * Open it with what was not drawn from, the form's sketch, or a picture.
 * @param {Context} context
 * @param {Blob} [picture]
 */
export async function openSketchDialog(context, picture) {
  if (document.querySelector("dialog[open]")) return;
  const { doodle } = context.form.sketchField;
  const pixels = unused ?? (doodle ? await decode(doodle.init) : new ImageData(SIDE, SIDE));
  const dialog = new SketchDialog(context, pixels, doodle?.strength ?? STRENGTH);
  if (picture) await dialog.take(picture);
}

class SketchDialog {
  #context;
  #canvas;
  /** @type {Brush} */
  #brush = { tool: "paint", size: 4, color: rgbOf(COLORS[0]), mirror: false };
  #strength;
  #prompt;
  #preview = el("canvas", { class: "sketch-preview", width: SIDE, height: SIDE, role: "img", "aria-label": "What it becomes" });
  #follower;
  #undo = this.#button("Undo", () => this.#canvas.undo());
  #redo = this.#button("Redo", () => this.#canvas.redo());
  #drawn = false;
  #dialog;

  /**
   * @param {Context} context
   * @param {ImageData} pixels
   * @param {number} strength
   */
  constructor(context, pixels, strength) {
    this.#context = context;
    const follows = isQuick(context.models.generator);
    this.#canvas = new PaintCanvas(pixels, this.#brush, () => this.#changed(), () => {});
    this.#canvas.element.style.setProperty("--zoom", String(canvasZoom(LARGEST_ZOOM)));
    this.#prompt = el("input", {
      id: "sketch-prompt", dir: "auto", value: context.form.prompt,
      placeholder: $("#prompt", HTMLTextAreaElement).placeholder, maxlength: context.models.limits.prompt,
      oninput: () => this.#changed(),
    });
    const shown = el("output", { class: "number", for: "sketch-strength" }, String(strength));
    this.#strength = el("input", {
      type: "range", id: "sketch-strength", min: 0.3, max: 0.95, step: 0.05, value: strength,
      oninput: ({ currentTarget: { value } }) => {
        shown.value = value;
        this.#changed();
      },
    });
    this.#follower = new Follower(() => this.#asked(), {
      sprite: async ({ files }) => showPixels(this.#preview, await decode(files[0].data)),
      none: () => { this.#preview.width = SIDE; },
    });
    const colors = new PaintColors(COLORS, (color) => { this.#brush.color = rgbOf(color); });
    this.#dialog = openDialog("Doodle", [
      el("div", { class: "paint-layout" },
        el("div", { class: "sketch-side" }, this.#canvas.element,
          el("div", { class: "buttons" }, this.#undo, this.#redo, this.#button("Clear", () => this.#canvas.replace(new ImageData(SIDE, SIDE))),
            pictureButton((file) => this.take(file)))),
        el("div", { class: "panel" }, follows && this.#preview,
          choice("Tool", "tool", TOOLS, this.#brush.tool, (tool) => { this.#brush.tool = tool; }),
          choice("Brush size", "size", SIZES.map((size) => [size, size]),
            String(this.#brush.size), (size) => {
              this.#brush.size = Number(size);
              this.#canvas.show();
            }),
          colors.element,
          el("div", {}, el("label", { for: "sketch-prompt" }, "Prompt"), this.#prompt),
          el("div", {}, el("label", { for: "sketch-strength" }, "How much to change ", shown), this.#strength),
          el("div", { class: "buttons" }, el("button", { type: "button", class: "main", onclick: () => this.#use() }, "Draw")))),
    ], { wide: true, onclose: () => this.#closed() });
    onUndoKeys(this.#dialog, () => this.#canvas.undo(), () => this.#canvas.redo());
    this.#dialog.addEventListener("paste", (event) => {
      const file = event.clipboardData?.files[0];
      if (file) this.take(file);
    });
    this.#dialog.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const file = event.dataTransfer?.files[0];
      if (file) this.take(file);
    });
    this.#canvas.element.focus();
    this.#changed();
  }

  /**
   * Take a picture as the sketch, fitted as any picture that is exported.
   * @param {Blob} picture
   */
  async take(picture) {
    try {
      this.#canvas.replace(await decode(await fitted(picture)));
    } catch (error) {
      showError(error);
    }
  }

  /**
   * @param {string} label
   * @param {() => unknown} run
   */
  #button(label, run) {
    return el("button", { type: "button", onclick: run }, label);
  }

  #changed() {
    this.#undo.disabled = !this.#canvas.canUndo;
    this.#redo.disabled = !this.#canvas.canRedo;
    this.#canvas.show();
    this.#follower.changed();
  }

  get #isEmpty() {
    return !this.#canvas.pixels.data.some(Boolean);
  }

  async #asked() {
    const { form } = this.#context;
    const prompt = this.#prompt.value.trim() || this.#prompt.placeholder;
    if (this.#isEmpty || document.body.classList.contains("drawing")) return null;
    return { ...form.request, prompt, count: 1, seed: form.seed, sketch: "", ...(await this.#sketch()) };
  }

  async #sketch() {
    return { init: await encode(this.#canvas.pixels), strength: Number(this.#strength.value) };
  }

  async #use() {
    const { form } = this.#context;
    this.#drawn = true;
    this.#dialog.close();
    if (this.#isEmpty) form.sketchField.choose("");
    else await form.sketchField.draw(await this.#sketch());
    form.fill({ prompt: this.#prompt.value });
    form.submit();
  }

  #closed() {
    this.#follower.stop();
    unused = this.#drawn || this.#isEmpty ? null : this.#canvas.pixels;
  }
}
