// A canvas of 64x64 pixels to mark and paint on, by pointer or keyboard. Knows no sprite beyond its pixels.

import { el } from "./dom.js";
import { showPixels, SIDE } from "./pixels.js";

const MOST_UNDOS = 50;
const FAR = 8; // pixels that Shift with an arrow key moves
// Two stripes, so that a mark stands out on any color.
const MARK_STRIPES = [[255, 60, 200, 200], [255, 255, 255, 200]];
const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
});

/** @typedef {"mark" | "unmark" | "paint" | "erase"} Tool */

/**
 * `size` is the side of the square brush in pixels; `color` is [r, g, b].
 * @typedef {{ tool: Tool, size: number, color: number[] }} Brush
 */

/** What a stroke changes. @typedef {{ data: Uint8ClampedArray, mask: Uint8Array, painted: boolean }} State */

export class PaintCanvas {
  /** 1 where marked. */
  mask = new Uint8Array(SIDE * SIDE);
  /** Whether pixels were painted or erased. */
  painted = false;
  /** @type {State[]} */
  #undos = [];
  /** @type {State[]} */
  #redos = [];
  #at = { x: SIDE / 2, y: SIDE / 2 };
  #picture = el("canvas", { width: SIDE, height: SIDE });
  #marks = el("canvas", { width: SIDE, height: SIDE });
  #cursor = el("span", { class: "cursor" });
  #position = el("span", { class: "visually-hidden", "aria-live": "polite" });

  /**
   * @param {ImageData} pixels what is painted on
   * @param {Brush} brush
   * @param {() => void} changed called after each stroke
   */
  constructor(pixels, brush, changed) {
    this.pixels = pixels;
    this.brush = brush;
    this.changed = changed;
    this.element = el("div", {
      class: "screen paint-canvas", tabindex: 0, role: "application",
      "aria-label": "The sprite, 64 by 64 pixels. Arrow keys move the brush, with Shift by 8; Space applies it.",
      onpointerdown: (event) => this.#press(event),
      onpointermove: (event) => this.#move(event),
      onkeydown: (event) => this.#key(event),
    }, this.#picture, this.#marks, this.#cursor, this.#position);
    this.show();
  }

  get hasMarks() {
    return this.mask.some(Boolean);
  }

  get canUndo() {
    return this.#undos.length > 0;
  }

  get canRedo() {
    return this.#redos.length > 0;
  }

  undo() {
    this.#restore(this.#undos, this.#redos);
  }

  redo() {
    this.#restore(this.#redos, this.#undos);
  }

  /** The mask as a picture: white where marked, transparent elsewhere. */
  get maskPixels() {
    return this.#maskPixels(() => [255, 255, 255, 255]);
  }

  /** Show pixels, marks and brush as they now are. */
  show() {
    showPixels(this.#picture, this.pixels);
    showPixels(this.#marks, this.#maskPixels((at) => MARK_STRIPES[((at + (at >> 6)) >> 1) & 1]));
    const { size } = this.brush;
    const start = (/** @type {number} */ place) => String(place - (size >> 1));
    this.#cursor.style.setProperty("--x", start(this.#at.x));
    this.#cursor.style.setProperty("--y", start(this.#at.y));
    this.#cursor.style.setProperty("--size", String(size));
  }

  /** @param {(at: number) => number[]} rgbaAt */
  #maskPixels(rgbaAt) {
    const pixels = new ImageData(SIDE, SIDE);
    this.mask.forEach((marked, at) => {
      if (marked) pixels.data.set(rgbaAt(at), at * 4);
    });
    return pixels;
  }

  /** @param {PointerEvent} event */
  #press(event) {
    if (event.button) return;
    event.preventDefault();
    this.element.focus();
    this.element.setPointerCapture(event.pointerId);
    this.#remember();
    this.#at = this.#pixelAt(event);
    this.#apply(this.#at);
    this.#finish();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const to = this.#pixelAt(event);
    if (this.element.hasPointerCapture(event.pointerId)) {
      const from = this.#at;
      const length = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
      for (let step = 1; step <= length; step += 1) {
        this.#apply({
          x: Math.round(from.x + ((to.x - from.x) * step) / length),
          y: Math.round(from.y + ((to.y - from.y) * step) / length),
        });
      }
      this.changed();
    }
    this.#at = to;
    this.show();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const arrow = ARROWS[event.key];
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      this.#remember();
      this.#apply(this.#at);
      this.#finish();
    } else if (arrow) {
      event.preventDefault();
      const [x, y] = arrow.map((step) => step * (event.shiftKey ? FAR : 1));
      this.#at = { x: inside(this.#at.x + x), y: inside(this.#at.y + y) };
      this.#position.textContent = `column ${this.#at.x + 1}, row ${this.#at.y + 1}`;
      this.show();
    }
  }

  /** @param {PointerEvent} event */
  #pixelAt({ clientX, clientY }) {
    const { left, top, width, height } = this.element.getBoundingClientRect();
    return {
      x: inside(Math.floor(((clientX - left) / width) * SIDE)),
      y: inside(Math.floor(((clientY - top) / height) * SIDE)),
    };
  }

  /**
   * Use the brush once.
   * @param {{ x: number, y: number }} place
   */
  #apply({ x, y }) {
    const { tool, size, color } = this.brush;
    const half = size >> 1;
    for (let row = Math.max(0, y - half); row < Math.min(SIDE, y - half + size); row += 1) {
      for (let column = Math.max(0, x - half); column < Math.min(SIDE, x - half + size); column += 1) {
        const at = row * SIDE + column;
        if (tool === "mark") this.mask[at] = 1;
        else if (tool === "unmark") this.mask[at] = 0;
        else this.pixels.data.set(tool === "paint" ? [...color, 255] : [0, 0, 0, 0], at * 4);
      }
    }
    if (tool === "paint" || tool === "erase") this.painted = true;
  }

  #remember() {
    this.#undos.push(this.#state);
    if (this.#undos.length > MOST_UNDOS) this.#undos.shift();
    this.#redos = [];
  }

  get #state() {
    return { data: this.pixels.data.slice(), mask: this.mask.slice(), painted: this.painted };
  }

  /**
   * @param {State[]} from
   * @param {State[]} to
   */
  #restore(from, to) {
    const state = from.pop();
    if (!state) return;
    to.push(this.#state);
    this.pixels.data.set(state.data);
    this.mask.set(state.mask);
    this.painted = state.painted;
    this.#finish();
  }

  #finish() {
    this.show();
    this.changed();
  }
}

/** @param {number} place */
function inside(place) {
  return Math.min(SIDE - 1, Math.max(0, place));
}
