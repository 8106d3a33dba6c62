// One sprite of the page: the API's data, its pictures, colors changed by hand. Knows no element.

import { proposedName } from "./naming.js";
import { decode, encode, paletteOf, recolored, swapsFor } from "./pixels.js";

/** @import { Edits, File, ImageName, Images, SpriteRecord, SpriteRequest } from "./types.js" */

/** Longest first, as one name ends with another. */
const LATER_IMAGES = /** @type {const} */ (["back-shiny", "back", "shiny"]);

export class Sprite {
  /** Which of its four pictures is shown. */
  back = false;
  shiny = false;
  /** Removed from the page and the gallery. */
  removed = false;

  /**
   * `images` are null until back and shiny are drawn, which share one palette with their `front`; `painted` is true
   * where pixels were painted by hand, so that no recipe gives the sprite again.
   * @param {SpriteRecord} record
   */
  constructor(record) {
    const { id, data, batch, created = Date.now(), images = null, edits = noEdits(), painted = false } = record;
    this.id = id;
    this.data = data;
    this.batch = batch;
    this.created = created;
    this.images = images;
    this.edits = edits;
    this.painted = painted;
    this.favorite = record.favorite ?? false;
    this.name = record.name ?? "";
  }

  /**
   * Take what another tab stored of it. Returns the sprite.
   * @param {SpriteRecord} record
   */
  update({ images = null, edits = noEdits(), favorite = false, name = "" }) {
    Object.assign(this, { images, edits, favorite, name });
    return this;
  }

  /**
   * What the gallery stores.
   * @returns {SpriteRecord}
   */
  get record() {
    const { id, data, batch, created, images, edits, painted, favorite, name } = this;
    const stored = typeof id === "number" ? { id } : {};
    return { ...stored, data, batch, created, images, edits, painted, favorite, name };
  }

  /**
   * The picture shown.
   * @returns {ImageName}
   */
  get imageName() {
    if (this.back) return this.shiny ? "back-shiny" : "back";
    return this.shiny ? "shiny" : "front";
  }

  get seed() {
    return this.data.seed;
  }

  get prompt() {
    return this.data.prompt;
  }

  /** What tells it from the others of its batch: its seed, stage, or how far it is on the way to a second prompt. */
  get label() {
    const { towards_prompt, mix = 0.5, stage } = this.data.options;
    if (stage) return `stage ${stage}`;
    return towards_prompt ? `${Math.round(mix * 100)} %` : `#${this.seed}`;
  }

  /** The swaps of the palette shown. */
  get swaps() {
    return this.edits[paletteName(this.imageName)];
  }

  /** The name of its file, without the suffix. */
  get fileStem() {
    const name = this.data.files[0].name.split("/").at(-1) ?? "";
    return name.replace(/\.png$/, "") + (this.painted ? "-painted" : "");
  }

  /** A short name to save it by: the one that it was given, else the one that is proposed. */
  get shortName() {
    const { stage } = this.data.options;
    const parts = [this.name || proposedName(this), stage && `stage${stage}`, this.painted && "painted"];
    return parts.filter(Boolean).join(" ").toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  }

  /**
   * Whether a picture differs from what the model gave.
   * @param {ImageName} image
   */
  edited(image = this.imageName) {
    return this.painted || Object.keys(this.edits[paletteName(image)]).length > 0;
  }

  /**
   * A picture as it was drawn, a PNG in base64: the front is always the bytes that came first.
   * @param {ImageName} image
   */
  original(image = this.imageName) {
    return image === "front" ? this.data.files[0].data : this.images?.[image] ?? this.data.files[0].data;
  }

  /**
   * A picture with its edits.
   * @param {ImageName} image
   */
  pixels(image = this.imageName) {
    return this.#edited(this.original(image), image);
  }

  /**
   * A picture with its edits: a PNG in base64.
   * @param {ImageName} image
   */
  async png(image = this.imageName) {
    return this.edited(image) ? encode(await this.pixels(image)) : this.original(image);
  }

  /**
   * A picture with its edits in the palette that front, back and shiny share: a PNG in base64.
   * @param {ImageName} image
   */
  async sharedPng(image) {
    const data = this.images?.[image];
    if (!data) return this.png(image);
    return this.edited(image) ? encode(await this.#edited(data, image)) : data;
  }

  /**
   * The colors before edits, dark to bright, of the front, or of shiny where that is shown; null if there are more than
   * 15.
   */
  async palette() {
    return paletteOf(await decode(this.original(this.shiny ? "shiny" : "front")));
  }

  /**
   * The colors of the front and back that are shown, as drawn, with and without their shared palette; null where
   * `palette` is.
   */
  async allColors() {
    const colors = await this.palette();
    const pictures = Object.entries(this.images ?? {}).filter(([name]) => name.includes("shiny") === this.shiny);
    const others = await Promise.all(pictures.map(async ([, data]) => paletteOf(await decode(data)) ?? []));
    return colors && [...new Set([...colors, ...others.flat()])];
  }

  /**
   * Take the files of the format `png`: front, back and shiny in one palette.
   * @param {File[]} files
   */
  takeImages(files) {
    /** @type {Partial<Images>} */
    const found = { front: files[0].data };
    for (const { name, data } of files.slice(1)) {
      const image = LATER_IMAGES.find((each) => name.endsWith(`-${each}.png`));
      if (image) found[image] = data;
    }
    this.images = /** @type {Images} */ (found);
  }

  /**
   * @param {string} data
   * @param {ImageName} image
   */
  async #edited(data, image) {
    const pixels = await decode(data);
    const swaps = this.edits[paletteName(image)];
    if (!Object.keys(swaps).length) return pixels;
    return recolored(pixels, swapsFor(swaps, paletteOf(pixels) ?? []));
  }

  /** Whether its prompt, seed and options give it again, without a picture. */
  get isLinkable() {
    const { init, towards_prompt, back, shiny, stage } = this.data.options;
    return !this.painted && !init && !towards_prompt && !back && !shiny && !stage;
  }

  /**
   * The request that gives the same sprite, for a stage beside the others: its prompt, seed, options, and what it starts from.
   * @returns {SpriteRequest}
   */
  get sameRequest() {
    const { init, strength = 1, mask, sketch, stage } = this.data.options;
    const start = init ? { init, strength, mask } : { sketch, ...(stage ? { line: Math.max(2, stage) } : {}) };
    return { ...this.similarRequest, seed: this.seed, ...start };
  }

  /** Whether it, or the sprite of which it is a part drawn again, began at a sketch. */
  get beganAtSketch() {
    return Boolean(this.data.sketch || this.data.options.base);
  }

  /**
   * What the text in its PNG says of how it was drawn, so that a part of it can be drawn again.
   * @returns {Record<string, string>}
   */
  get recipeTexts() {
    const { sketch = "", options: { strength, varies, stage, back, base } } = this.data;
    const options = JSON.stringify({ strength, varies, stage, back, base });
    return { prompt: this.prompt, seed: String(this.seed), sketch, options };
  }

  /**
   * A request for sprites like it: its prompt, style, steps, guidance, negative prompt and palette.
   * @returns {SpriteRequest}
   */
  get similarRequest() {
    const { style, num_steps, guidance_scale, negative_prompt, palette } = this.data.options;
    return { prompt: this.prompt, style, num_steps, guidance_scale, negative_prompt, palette };
  }
}

/** A random seed, short enough to read aloud. */
export function randomSeed() {
  return Math.floor(Math.random() * 1_000_000);
}

/** @returns {Edits} */
function noEdits() {
  return { normal: {}, shiny: {} };
}

/**
 * @param {ImageName} image
 * @returns {keyof Edits}
 */
function paletteName(image) {
  return image.endsWith("shiny") ? "shiny" : "normal";
}
