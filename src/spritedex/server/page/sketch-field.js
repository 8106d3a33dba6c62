// The sketch that the form starts from, if there is one: shown in the form, changed in a dialog. Knows no request.

import { $, el } from "./dom.js";
import { decode, showPixels } from "./pixels.js";

/** `init` is a PNG in base64; `strength` how much of it to redraw. @typedef {{ init: string, strength: number }} Sketch */

export class SketchField {
  /** @type {Sketch | null} */
  sketch = null;
  #canvas = $("#sketch-shown", HTMLCanvasElement);
  #remove = $("#sketch-remove");
  #changed;

  /** @param {() => void} changed called when there is another sketch, or none */
  constructor(changed) {
    this.#changed = changed;
    this.#remove.addEventListener("click", () => {
      this.set(null);
      $("#sketch-open").focus();
    });
  }

  /**
   * Start from a sketch, or from none.
   * @param {Sketch | null} sketch
   */
  async set(sketch) {
    this.sketch = sketch;
    this.#remove.hidden = !sketch;
    this.#canvas.hidden = !sketch;
    $("#sketch-open").textContent = sketch ? "Change the sketch" : "Start from a sketch";
    if (sketch) showPixels(this.#canvas, await decode(sketch.init));
    this.#changed();
  }
}

/**
 * Call `take` with a picture that is dropped on the form, or pasted in the Draw tab.
 * @param {(file: Blob) => void} take
 */
export function onPicture(take) {
  const form = $("#draw-form");
  form.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    take(file);
  });
  document.addEventListener("paste", (event) => {
    const file = event.clipboardData?.files[0];
    if (!file || $("#draw-tab").hidden || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    take(file);
  });
}

/** A button that takes a picture from a file. @param {(file: Blob) => void} take */
export function pictureButton(take) {
  return el("label", { class: "button" }, "Open a picture", el("input", {
    type: "file", id: "sketch-file", accept: "image/*",
    onchange: ({ currentTarget }) => {
      const [file] = currentTarget.files ?? [];
      currentTarget.value = "";
      if (file) take(file);
    },
  }));
}
