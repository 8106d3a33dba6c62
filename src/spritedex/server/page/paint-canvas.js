// A canvas of 64x64 pixels to mark and paint on, by pointer or keyboard. Knows no sprite beyond its pixels.

import { el } from "./dom.js";
import { fill, line, shift } from "./paint-tools.js";
import { showPixels, SIDE } from "./pixels.js";

/** @import { Place } from "./paint-tools.js" */

const MOST_UNDOS = 50;
const FAR = 8; // pixels that Shift with an arrow key moves
// Two stripes, so that a mark stands out on any color.
const MARK_STRIPES = [[255, 60, 200, 200], [255, 255, 255, 200]];
const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
});

/** @typedef {"mark" | "unmark" | "move" | "paint" | "line" | "fill" | "pick" | "erase"} Tool */

/**
 * `size` is the side of the square brush in pixels; `color` is [r, g, b]; `mirror` paints on the other side too.
 * @typedef {{ tool: Tool, size: number, color: number[], mirror: boolean }} Brush
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
  /** Where a line or a move started. @type {Place | null} */
  #start = null;
  #picture = el("canvas", { width: SIDE, height: SIDE });
  #marks = el("canvas", { width: SIDE, height: SIDE });
  #cursor = el("span", { class: "cursor" });
  #position = el("span", { class: "visually-hidden", "aria-live": "polite" });

  /**
   * @param {ImageData} pixels what is painted on
   * @param {Brush} brush
   * @param {() => void} changed called after each stroke
   * @param {(color: number[]) => void} picked called with the [r, g, b] that was picked
   */
  constructor(pixels, brush, changed, picked) {
    this.pixels = pixels;
    this.brush = brush;
    this.changed = changed;
    this.picked = picked;
    this.element = el("div", {
      class: "screen paint-canvas", tabindex: 0, role: "application",
      "aria-label": "The sprite, 64 by 64 pixels. Arrow keys move the brush, with Shift by 8; Space applies it. "
        + "A line takes Space at both ends; with Move, arrow keys move the marked part.",
      onpointerdown: (event) => this.#press(event),
      onpointermove: (event) => this.#move(event),
      onpointerup: () => { this.#start = null; },
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

  /**
   * Put other pixels in place of all.
   * @param {ImageData} pixels
   */
  replace(pixels) {
    this.#remember();
    this.pixels.data.set(pixels.data);
    this.painted = true;
    this.#finish();
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
    this.#at = this.#pixelAt(event);
    this.#start = this.#at;
    this.#use(this.#at);
  }

  /**
   * Use the tool once at a place.
   * @param {Place} place
   */
  #use(place) {
    const { tool, color } = this.brush;
    if (tool === "pick") {
      const at = (place.y * SIDE + place.x) * 4;
      if (this.pixels.data[at + 3]) this.picked([...this.pixels.data.slice(at, at + 3)]);
      return;
    }
    this.#remember();
    if (tool === "fill") {
      for (const each of this.#mirrored(place)) fill(this.pixels, each, [...color, 255]);
      this.painted = true;
    } else if (tool !== "move") {
      this.#apply(place);
    }
    this.#finish();
  }

  /**
   * A place, and with `mirror` the one on the other side.
   * @param {Place} place
   */
  #mirrored({ x, y }) {
    return this.brush.mirror ? [{ x, y }, { x: SIDE - 1 - x, y }] : [{ x, y }];
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const to = this.#pixelAt(event);
    if (this.element.hasPointerCapture(event.pointerId)) this.#drag(this.#at, to);
    this.#at = to;
    this.show();
  }

  /**
   * @param {Place} from
   * @param {Place} to
   */
  #drag(from, to) {
    const { tool } = this.brush;
    if (tool === "fill" || tool === "pick") return;
    const start = this.#start ?? from;
    if (tool === "line" || tool === "move") this.#set(this.#undos.at(-1));
    if (tool === "move") this.#shift(to.x - start.x, to.y - start.y);
    else for (const place of line(tool === "line" ? start : from, to)) this.#apply(place);
    this.changed();
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #shift(x, y) {
    shift(this.pixels, this.mask, x, y);
    this.painted = true;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const arrow = ARROWS[event.key];
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      this.#pressKey();
    } else if (arrow) {
      event.preventDefault();
      const [x, y] = arrow.map((step) => step * (event.shiftKey ? FAR : 1));
      if (this.brush.tool === "move") {
        this.#remember();
        this.#shift(x, y);
        this.#finish();
        return;
      }
      this.#at = { x: inside(this.#at.x + x), y: inside(this.#at.y + y) };
      this.#position.textContent = `column ${this.#at.x + 1}, row ${this.#at.y + 1}`;
      this.show();
    }
  }

  /** A line starts at the first press and ends at the second. */
  #pressKey() {
    if (this.brush.tool === "line" && this.#start) {
      this.#drag(this.#start, this.#at);
      this.#start = null;
      this.#finish();
      return;
    }
    this.#use(this.#at);
    this.#start = this.brush.tool === "line" ? this.#at : null;
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
   * @param {Place} place
   */
  #apply(place) {
    const { tool, size, color } = this.brush;
    const half = size >> 1;
    for (const { x, y } of this.#mirrored(place)) {
      for (let row = Math.max(0, y - half); row < Math.min(SIDE, y - half + size); row += 1) {
        for (let column = Math.max(0, x - half); column < Math.min(SIDE, x - half + size); column += 1) {
          const at = row * SIDE + column;
          if (tool === "mark") this.mask[at] = 1;
          else if (tool === "unmark") this.mask[at] = 0;
          else this.pixels.data.set(tool === "erase" ? [0, 0, 0, 0] : [...color, 255], at * 4);
        }
      }
    }
    if (["paint", "line", "erase"].includes(tool)) this.painted = true;
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
    this.#set(state);
    this.#finish();
  }

  /** @param {State} [state] */
  #set(state) {
    if (!state) return;
    this.pixels.data.set(state.data);
    this.mask.set(state.mask);
    this.painted = state.painted;
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
