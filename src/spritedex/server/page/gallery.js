// The gallery: small pictures of all sprites, kept across reloads. Knows the store, no card.

import { confirmed } from "./dialogs.js";
import { $, announce, download, el, roving, showError } from "./dom.js";
import { openStore } from "./gallery-store.js";
import { showPixels, SIDE } from "./pixels.js";
import { pngFile } from "./save-dialog.js";
import { Sprite } from "./sprite.js";
import { zip } from "./zip.js";

/** @import { GalleryStore } from "./gallery-store.js" */
/** @import { ImageName } from "./types.js" */
/** @import { ZipFile } from "./zip.js" */

export class Gallery {
  /** @type {GalleryStore | null} */
  #store = null;
  /** @type {Map<IDBValidKey, { sprite: Sprite, thumb: HTMLButtonElement, canvas: HTMLCanvasElement }>} */
  #entries = new Map();
  #writes = 0;
  #clears = 0;
  #cleared;
  #chosen;

  /**
   * @param {(sprite: Sprite) => void} chosen called when one is chosen
   * @param {() => void} cleared called when all are removed
   */
  constructor(chosen, cleared) {
    this.#chosen = chosen;
    this.#cleared = cleared;
    $("#gallery-save").addEventListener("click", () => this.#save());
    $("#gallery-clear").addEventListener("click", () => this.#clear());
  }

  /** Read what is stored; resolves to the sprites, oldest first. */
  async load() {
    this.#store = await openStore();
    if (!this.#store) showError("This browser keeps no gallery here: save the sprites you like before you leave.");
    const records = await this.#store?.all().catch(() => showError("The gallery of this browser cannot be read."));
    let unreadable = 0;
    for (const record of records ?? []) {
      const sprite = new Sprite(record);
      await this.#add(record.id ?? unstoredId(), sprite).catch(() => { unreadable += 1; });
    }
    if (unreadable) showError(`${unreadable} of ${records?.length} sprites of the gallery cannot be read: left out.`);
    this.#update();
    return this.#sprites;
  }

  /**
   * Keep a sprite, new or changed; one that was removed meanwhile stays removed.
   * @param {Sprite} sprite
   */
  async keep(sprite) {
    if (sprite.removed) return;
    const clears = this.#clears;
    this.#countWrites(1);
    try {
      const id = await this.#store?.put(sprite.record);
      sprite.id ??= id ?? unstoredId();
    } catch {
      sprite.id ??= unstoredId();
      showError("The gallery is full: save it as a zip, then clear it.");
    }
    this.#countWrites(-1);
    if (sprite.removed || clears !== this.#clears) return;
    const entry = this.#entries.get(sprite.id);
    if (entry) showPixels(entry.canvas, await sprite.pixels("front"));
    else await this.#add(sprite.id, sprite);
    this.#update();
  }

  /** @param {Sprite} sprite */
  async remove(sprite) {
    sprite.removed = true;
    if (sprite.id === undefined) return;
    this.#entries.get(sprite.id)?.thumb.remove();
    this.#entries.delete(sprite.id);
    this.#update();
    await this.#store?.remove(sprite.id);
  }

  get #sprites() {
    return [...this.#entries.values()].map(({ sprite }) => sprite);
  }

  /**
   * @param {IDBValidKey} id
   * @param {Sprite} sprite
   */
  async #add(id, sprite) {
    const pixels = await sprite.pixels("front");
    const canvas = el("canvas", { width: SIDE, height: SIDE });
    const thumb = el("button", {
      type: "button", class: "thumb", title: sprite.prompt, "aria-label": `${sprite.prompt}, seed ${sprite.seed}`,
      onclick: () => this.#chosen(sprite),
    }, canvas);
    this.#entries.set(id, { sprite, thumb, canvas });
    $("#thumbs").prepend(thumb);
    showPixels(canvas, pixels);
  }

  /**
   * Busy while something is being written.
   * @param {number} change
   */
  #countWrites(change) {
    this.#writes += change;
    $("#gallery").setAttribute("aria-busy", String(this.#writes > 0));
  }

  #update() {
    const count = this.#entries.size;
    $("#gallery").hidden = count === 0;
    $("#gallery-count").textContent = count === 1 ? "1 sprite." : `${count} sprites.`;
    if (count) roving($("#thumbs"));
  }

  async #save() {
    try {
      download("spritedex-gallery.zip", await this.#zip());
    } catch (error) {
      showError(error);
    }
  }

  /** Every picture of every sprite, and gallery.json with their data. */
  async #zip() {
    /** @type {ZipFile[]} */
    const files = [];
    const documents = [];
    for (const sprite of this.#sprites) {
      /** @type {Partial<Record<ImageName, string>>} */
      const images = {};
      for (const image of /** @type {ImageName[]} */ (Object.keys(sprite.images ?? { front: "" }))) {
        const file = await pngFile(sprite, image, files);
        files.push(file);
        images[image] = file.name;
      }
      const { files: pngs, words, ...data } = sprite.data;
      const { created, edits, painted } = sprite;
      documents.push({ file: images.front, images, ...data, created: new Date(created).toISOString(), edits, painted });
    }
    const text = `${JSON.stringify(documents, null, 1)}\n`;
    files.push({ name: "gallery.json", bytes: new TextEncoder().encode(text) });
    return zip(files);
  }

  async #clear() {
    const question = `This deletes ${this.#entries.size} sprites from this browser. They cannot be restored.`;
    if (!(await confirmed("Clear the gallery?", question, "Clear the gallery", "Cancel"))) return;
    this.#clears += 1;
    for (const sprite of this.#sprites) sprite.removed = true;
    this.#entries.clear();
    $("#thumbs").replaceChildren();
    this.#update();
    this.#cleared();
    $("#prompt").focus();
    try {
      await this.#store?.clear();
      announce("The gallery is empty.");
    } catch (error) {
      showError(error);
    }
  }
}

/** An id for a sprite that the store does not keep. */
function unstoredId() {
  return `unstored-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
}
