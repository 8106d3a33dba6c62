// A surface of 64x64 pixels to mark and paint on, by pointer or keyboard. Knows no sprite beyond its pixels.

import { el } from "./dom.js";
import { SIDE, show } from "./pixels.js";

const UNDOS = 50;
// Two stripes, so that a mark stands out on a creature of any colour.
const MARK = [[255, 60, 200, 200], [255, 255, 255, 200]];

/**
 * `pixels` (ImageData) is painted on and `mask` (Uint8Array, 1 is marked) marked on, as `brush` says: { tool, size,
 * colour }, where the tool is "mark", "unmark", "colour" or "clear" and the colour [r, g, b]. `changed()` follows each
 * stroke.
 */
export class Surface {
  mask = new Uint8Array(SIDE * SIDE);
  painted = false;
  #undos = [];
  #at = { x: SIDE / 2, y: SIDE / 2 };
  #picture = el("canvas", { width: SIDE, height: SIDE });
  #marks = el("canvas", { width: SIDE, height: SIDE });
  #cursor = el("span", { class: "cursor" });
  #where = el("span", { class: "unseen", "aria-live": "polite" });

  constructor(pixels, brush, changed) {
    this.pixels = pixels;
    this.brush = brush;
    this.changed = changed;
    this.element = el("div", {
      class: "screen surface", tabindex: 0, role: "application",
      "aria-label": "The sprite, 64 by 64 pixels. Arrow keys move the brush, with Shift by 8; Space applies it.",
    }, this.#picture, this.#marks, this.#cursor, this.#where);
    this.element.addEventListener("pointerdown", (event) => this.#press(event));
    this.element.addEventListener("pointermove", (event) => this.#move(event));
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.show();
  }

  get marked() {
    return this.mask.some(Boolean);
  }

  get undoable() {
    return this.#undos.length > 0;
  }

  /** Take the last stroke back. */
  undo() {
    const last = this.#undos.pop();
    if (!last) return;
    this.pixels.data.set(last.data);
    this.mask.set(last.mask);
    this.painted = last.painted;
    this.show();
    this.changed();
  }

  /** The marks as a picture: white where marked, clear elsewhere. */
  get marks() {
    return this.#marksIn(() => [255, 255, 255, 255]);
  }

  /** Show all as it now is. */
  show() {
    show(this.#picture, this.pixels);
    show(this.#marks, this.#marksIn((at) => MARK[(at + (at >> 6)) >> 1 & 1]));
    const { size } = this.brush;
    const from = (place) => place - (size >> 1);
    for (const [name, value] of [["--x", from(this.#at.x)], ["--y", from(this.#at.y)], ["--size", size]]) {
      this.#cursor.style.setProperty(name, value);
    }
  }

  #marksIn(colourAt) {
    const pixels = new ImageData(SIDE, SIDE);
    this.mask.forEach((marked, at) => marked && pixels.data.set(colourAt(at), at * 4));
    return pixels;
  }

  #press(event) {
    if (event.button) return;
    event.preventDefault();
    this.element.focus();
    this.element.setPointerCapture(event.pointerId);
    this.#remember();
    this.#at = this.#place(event);
    this.#dab(this.#at);
    this.#finish();
  }

  #move(event) {
    const to = this.#place(event);
    if (this.element.hasPointerCapture(event.pointerId)) {
      const from = this.#at;
      const length = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
      for (let step = 1; step <= length; step += 1) {
        this.#dab({
          x: Math.round(from.x + ((to.x - from.x) * step) / length),
          y: Math.round(from.y + ((to.y - from.y) * step) / length),
        });
      }
      this.changed();
    }
    this.#at = to;
    this.show();
  }

  #key(event) {
    const far = event.shiftKey ? 8 : 1;
    const [x, y] = {
      ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far],
    }[event.key] ?? [0, 0];
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      this.#remember();
      this.#dab(this.#at);
      this.#finish();
    } else if (x || y) {
      event.preventDefault();
      this.#at = { x: within(this.#at.x + x), y: within(this.#at.y + y) };
      this.#where.textContent = `column ${this.#at.x + 1}, row ${this.#at.y + 1}`;
      this.show();
    }
  }

  #place(event) {
    const box = this.element.getBoundingClientRect();
    return {
      x: within(Math.floor(((event.clientX - box.left) / box.width) * SIDE)),
      y: within(Math.floor(((event.clientY - box.top) / box.height) * SIDE)),
    };
  }

  #dab({ x, y }) {
    const { tool, size, colour } = this.brush;
    const half = size >> 1;
    for (let row = Math.max(0, y - half); row < Math.min(SIDE, y - half + size); row += 1) {
      for (let column = Math.max(0, x - half); column < Math.min(SIDE, x - half + size); column += 1) {
        const at = row * SIDE + column;
        if (tool === "mark") this.mask[at] = 1;
        else if (tool === "unmark") this.mask[at] = 0;
        else this.pixels.data.set(tool === "colour" ? [...colour, 255] : [0, 0, 0, 0], at * 4);
      }
    }
    if (tool === "colour" || tool === "clear") this.painted = true;
  }

  #remember() {
    this.#undos.push({ data: this.pixels.data.slice(), mask: this.mask.slice(), painted: this.painted });
    if (this.#undos.length > UNDOS) this.#undos.shift();
  }

  #finish() {
    this.show();
    this.changed();
  }
}

function within(place) {
  return Math.min(SIDE - 1, Math.max(0, place));
}
