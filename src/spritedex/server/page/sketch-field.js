// What the form starts from: a picture, or one of the painter's own sketches by its name. Knows no request.

import { $, el } from "./dom.js";
import { decode, showPixels } from "./pixels.js";

/** `init` is a PNG in base64; `strength` how much of it to redraw. @typedef {{ init: string, strength: number }} Doodle */

export const NO_SKETCH = "none";
const NAME = /^[a-z0-9-]{1,64}$/;

export class SketchField {
  /** @type {Doodle | null} */
  doodle = null;
  /** The name of a sketch; empty where the prompt decides, or there is a doodle. */
  name = "";
  #shown = $("#sketch-shown");
  #says = $("#sketch-name");
  #remove = $("#sketch-remove");
  #kept = $("#sketch-kept");
  #changed;

  /** @param {() => void} changed called when there is another sketch, or none */
  constructor(changed) {
    this.#changed = changed;
    this.#remove.addEventListener("click", () => {
      this.choose("");
      $("#sketch-choose").focus();
    });
    this.#kept.addEventListener("click", () => {
      this.choose("");
      $("#prompt").focus();
    });
    $("#prompt").addEventListener("input", () => this.remind());
  }

  /** Say that a doodle is still what is drawn from, though the prompt is another. */
  remind() {
    this.#kept.hidden = !this.doodle;
  }

  /** What a request says of it. */
  get asked() {
    return this.doodle ?? (this.name ? { sketch: this.name } : {});
  }

  /**
   * Start from a doodle, or any other picture.
   * @param {Doodle} doodle
   */
  async draw(doodle) {
    const canvas = el("canvas", { role: "img", "aria-label": "The sketch" });
    this.#set(doodle, "", "your own, whatever the prompt", canvas);
    showPixels(canvas, await decode(doodle.init));
  }

  /**
   * Start from one of the painter's own sketches, or from noise; empty: from what the prompt names.
   * @param {string} name
   */
  choose(name) {
    if (!name || !NAME.test(name)) this.#set(null, "", "chosen by the prompt");
    else if (name === NO_SKETCH) this.#set(null, name, "none");
    else this.#set(null, name, sketchTitle(name), sketchPicture(name));
  }

  /**
   * @param {Doodle | null} doodle
   * @param {string} name
   * @param {string} says
   * @param {HTMLElement[]} shown
   */
  #set(doodle, name, says, ...shown) {
    this.doodle = doodle;
    this.name = name;
    this.#says.textContent = says;
    this.#shown.hidden = !shown.length;
    this.#shown.replaceChildren(...shown);
    this.#remove.hidden = !doodle && !name;
    this.#kept.hidden = true;
    this.#changed();
  }
}

/**
 * What a sketch is called on the page: "alien" for the second one of an alien, "alien-2", too.
 * @param {string} name
 */
export function sketchTitle(name) {
  return name.replace(/-\d+$/, "").replaceAll("-", " ");
}

/**
 * The picture of one of the painter's own sketches.
 * @param {string} name
 */
export function sketchPicture(name) {
  const src = new URL(`sketches/${name}.svg`, import.meta.url).pathname;
  return el("img", { src, alt: "", loading: "lazy", width: 64, height: 64 });
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
