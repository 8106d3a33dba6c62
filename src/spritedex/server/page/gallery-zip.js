// Sprites as a zip and back: every picture as it is shown, and gallery.json with all that the gallery knows of them.

import { pngData, suffixOf } from "./export.js";
import { isReadable } from "./gallery.js";
import { Sprite } from "./sprite.js";
import { unusedName, unzip, zip } from "./zip.js";
import { bytesOf } from "./base64.js";

/** @import { ImageName, SpriteRecord } from "./types.js" */
/** @import { ZipFile } from "./zip.js" */

const DOCUMENT = "gallery.json";

/**
 * The picture of each sprite that is shown.
 * @param {Sprite[]} sprites
 */
export async function zipOfPictures(sprites) {
  const files = new Files();
  for (const sprite of sprites) await files.add(sprite, sprite.imageName);
  return zip(files.all);
}

/**
 * All pictures of sprites, and what `spritesOfZip` needs to give them back.
 * @param {Sprite[]} sprites
 */
export async function zipOfSprites(sprites) {
  const files = new Files();
  const documents = [];
  for (const sprite of sprites) {
    /** @type {Partial<Record<ImageName, string>>} */
    const images = {};
    for (const image of /** @type {ImageName[]} */ (Object.keys(sprite.images ?? { front: "" }))) {
      images[image] = await files.add(sprite, image);
    }
    const { prompt, seed, options } = sprite.data;
    const { id, ...record } = sprite.record;
    documents.push({ file: images.front, images, prompt, seed, options, record });
  }
  const text = `[\n${documents.map((each) => JSON.stringify(each)).join(",\n")}\n]\n`;
  return zip([...files.all, { name: DOCUMENT, bytes: new TextEncoder().encode(text) }]);
}

/**
 * The sprites of a zip that `zipOfSprites` gave. Throws where it is none.
 * @param {Blob} blob
 */
export async function spritesOfZip(blob) {
  const bytes = (await unzip(blob)).get(DOCUMENT);
  if (!bytes) throw new Error(`This zip has no ${DOCUMENT}: choose a zip that the gallery saved.`);
  /** @type {{ record: SpriteRecord }[]} */
  const documents = JSON.parse(new TextDecoder().decode(bytes));
  return documents.filter(({ record }) => isReadable(record)).map(({ record }) => new Sprite(record));
}

class Files {
  /** @type {ZipFile[]} */
  all = [];
  /** @type {Set<string>} */
  #names = new Set();

  /**
   * Add a picture of a sprite; resolves to the name of its file.
   * @param {Sprite} sprite
   * @param {ImageName} image
   */
  async add(sprite, image) {
    const name = unusedName(`${sprite.fileStem}${suffixOf(image)}.png`, this.#names);
    this.#names.add(name);
    this.all.push({ name, bytes: bytesOf(await pngData(sprite, image)) });
    return name;
  }
}
