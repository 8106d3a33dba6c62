// One sprite of the session: what the API said of it, its views, the colours changed by hand. Knows no element.

import { carried, decode, encode, paletteOf, recoloured } from "./pixels.js";

const VIEWS = ["back-shiny", "back", "shiny"];

/**
 * `sprite` is the API's answer; `batch` says what it was drawn with ({ id, kind, prompt }); `views` are the PNGs
 * (base64) of front, back, shiny and back-shiny in one palette, null until they are drawn; `edits` are colours swapped
 * by hand, for each colouring; `handmade` is true where pixels were painted by hand, so that no recipe gives it again.
 */
export class Piece {
  back = false;
  shiny = false;
  gone = false; // removed from the page and the gallery

  constructor({ id, sprite, batch, created = Date.now(), views = null, edits = plain(), handmade = false }) {
    Object.assign(this, { id, sprite, batch, created, views, edits, handmade });
  }

  /** What is stored of it: plain data. */
  get record() {
    const { id, sprite, batch, created, views, edits, handmade } = this;
    return { ...(id === undefined ? {} : { id }), sprite, batch, created, views, edits, handmade };
  }

  /** The view shown: front, back, shiny or back-shiny. */
  get view() {
    return [this.back && "back", this.shiny && "shiny"].filter(Boolean).join("-") || "front";
  }

  get seed() {
    return this.sprite.seed;
  }

  get prompt() {
    return this.sprite.prompt;
  }

  /** What tells it from the others of its drawing: its seed, or how far it is on the way to a second sentence. */
  get mark() {
    const { towards, share = 0.5 } = this.sprite.wish;
    return towards ? `${Math.round(share * 100)} %` : `#${this.seed}`;
  }

  /** The swaps of the colouring shown. */
  get swaps() {
    return this.edits[colouring(this.view)];
  }

  /** The name of its file, without the suffix. */
  get stem() {
    return this.sprite.files[0].name.split("/").pop().replace(/\.png$/, "") + (this.handmade ? "-painted" : "");
  }

  /** Whether a view differs from what the model drew. */
  edited(view = this.view) {
    return this.handmade || Object.keys(this.edits[colouring(view)]).length > 0;
  }

  /** A view as the model drew it: a PNG as base64. */
  drawn(view = this.view) {
    return this.views?.[view] ?? this.sprite.files[0].data;
  }

  /** A view as it is shown: ImageData. */
  async pixels(view = this.view) {
    return recoloured(await decode(this.drawn(view)), this.edits[colouring(view)]);
  }

  /** A view as it is shown: a PNG as base64. */
  async png(view = this.view) {
    return this.edited(view) ? encode(await this.pixels(view)) : this.drawn(view);
  }

  /** The colours of the view as drawn, dark to bright; null if it has more than 15. */
  async palette() {
    return paletteOf(await decode(this.drawn()));
  }

  /**
   * Take the files of the format `png` as its views; colours changed by hand move to the palette that these share. A
   * front of more colours stays as it is.
   */
  async takeViews(files) {
    const found = { front: this.sprite.palette ? files[0].data : this.sprite.files[0].data };
    for (const { name, data } of files.slice(1)) found[VIEWS.find((view) => name.endsWith(`-${view}.png`))] = data;
    const palette = paletteOf(await decode(found.front));
    if (palette) this.edits.normal = carried(this.edits.normal, palette);
    this.views = found;
  }

  /** The request that draws it again: the same prompt, seed and wishes. */
  get request() {
    const { init, strength = 1, mask } = this.sprite.wish;
    return { ...this.likeness, seed: this.seed, ...(init ? { init, strength, mask } : {}) };
  }

  /** The request for others in its manner: prompt, style, steps, guidance and what is not wanted. */
  get likeness() {
    const { style, steps, guidance, negative } = this.sprite.wish;
    return { prompt: this.prompt, style, steps, guidance, negative };
  }
}

/** A seed to draw with: short enough to be read aloud. */
export function freshSeed() {
  return Math.floor(Math.random() * 1_000_000);
}

function plain() {
  return { normal: {}, shiny: {} };
}

function colouring(view) {
  return view.endsWith("shiny") ? "shiny" : "normal";
}
