// The gallery: all sprites of this browser, in memory and in its store; other tabs see what changes. Knows no element.

import { openStore } from "./gallery-store.js";
import { showError } from "./notices.js";
import { Sprite } from "./sprite.js";

/** @import { GalleryStore } from "./gallery-store.js" */
/** @import { SpriteRecord } from "./types.js" */

const CHANNEL = "spritedex-gallery";

/** What changed in the gallery. @typedef {{ added: Sprite[], changed: Sprite[], removed: Sprite[] }} GalleryChange */

export class Gallery {
  /** @type {GalleryStore | null} */
  #store = null;
  /** @type {Map<IDBValidKey, Sprite>} */
  #sprites = new Map();
  #channel = new BroadcastChannel(CHANNEL);
  #writes = 0;
  #asked = false;
  #listeners = /** @type {((change: GalleryChange) => void)[]} */ ([]);

  constructor() {
    this.#channel.onmessage = ({ data }) => this.#follow(data).catch(showError);
  }

  /** @param {(change: GalleryChange) => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** All sprites, oldest first. */
  get sprites() {
    return [...this.#sprites.values()];
  }

  /** Whether something is being written. */
  get busy() {
    return this.#writes > 0;
  }

  /** Read what is stored. */
  async load() {
    this.#store = await openStore();
    if (!this.#store) showError("This browser keeps no gallery here: save the sprites you like before you leave.");
    const records = await this.#store?.all()
      .catch(() => showError("The gallery of this browser cannot be read.", [{ label: "Load again", run: reload }])) ?? [];
    /** @type {IDBValidKey[]} */
    const unreadable = [];
    for (const record of records) {
      if (isReadable(record)) this.#sprites.set(record.id ?? unstoredId(), new Sprite(record));
      else unreadable.push(record.id ?? 0);
    }
    if (unreadable.length) {
      showError(`${unreadable.length} of ${records.length} sprites of the gallery cannot be read: left out.`,
        [{ label: "Delete what cannot be read", run: () => this.#store?.remove(unreadable) }]);
    }
    this.#tell({ added: this.sprites });
  }

  /**
   * Keep sprites, new or changed; one that was removed meanwhile stays removed.
   * @param {Sprite[]} sprites
   */
  async keep(...sprites) {
    const kept = sprites.filter(({ removed }) => !removed);
    if (!kept.length) return;
    await this.#writing(async () => {
      try {
        const ids = await this.#store?.put(kept.map(({ record }) => record)) ?? [];
        kept.forEach((sprite, at) => { sprite.id ??= ids[at] ?? unstoredId(); });
        this.#channel.postMessage({ kept: ids });
        this.#askToPersist();
      } catch {
        for (const sprite of kept) sprite.id ??= unstoredId();
        showError("The gallery is full: save it as a zip, then delete some sprites.",
          [{ label: "Open the gallery", run: () => { location.hash = "#gallery"; } }]);
      }
    });
    const gone = kept.filter(({ removed }) => removed);
    if (gone.length) await this.remove(gone);
    const there = kept.filter(({ removed }) => !removed);
    const added = there.filter(({ id }) => id !== undefined && !this.#sprites.has(id));
    for (const sprite of added) this.#sprites.set(/** @type {IDBValidKey} */ (sprite.id), sprite);
    this.#tell({ added, changed: there.filter((sprite) => !added.includes(sprite)) });
  }

  /** @param {Sprite[]} sprites */
  async remove(sprites) {
    for (const sprite of sprites) {
      sprite.removed = true;
      if (sprite.id !== undefined) this.#sprites.delete(sprite.id);
    }
    this.#tell({ removed: sprites });
    const ids = sprites.flatMap(({ id }) => (id === undefined ? [] : [id]));
    await Promise.all(sprites.map((sprite) => this.loadWords(sprite))); // so that they can be restored
    await this.#writing(async () => this.#store?.remove(ids));
    this.#channel.postMessage({ removed: ids });
  }

  /**
   * Keep sprites again that were removed.
   * @param {Sprite[]} sprites
   */
  async restore(sprites) {
    for (const sprite of sprites) sprite.removed = false;
    await this.keep(...sprites);
    this.#sprites = new Map([...this.#sprites].sort(([, one], [, other]) => one.created - other.created));
  }

  /**
   * Give a sprite its words, which are stored apart.
   * @param {Sprite} sprite
   */
  async loadWords(sprite) {
    if (sprite.data.words || typeof sprite.id !== "number") return;
    const words = await this.#store?.words(sprite.id).catch(() => undefined);
    if (words) sprite.data.words = words;
  }

  /** Whether the browser keeps the sprites also when its disk is nearly full. */
  async isPersistent() {
    return await navigator.storage?.persisted?.().catch(() => false) ?? false;
  }

  /** Ask the browser, once, to keep the sprites also when its disk is nearly full. */
  #askToPersist() {
    if (!this.#asked) navigator.storage?.persist?.().catch(() => {});
    this.#asked = true;
  }

  /** @param {() => Promise<unknown>} work */
  async #writing(work) {
    this.#writes += 1;
    this.#tell({});
    try {
      await work();
    } finally {
      this.#writes -= 1;
      this.#tell({});
    }
  }

  /** @param {Partial<GalleryChange>} change */
  #tell({ added = [], changed = [], removed = [] }) {
    for (const listener of this.#listeners) listener({ added, changed, removed });
  }

  /**
   * What another tab changed.
   * @param {{ kept?: IDBValidKey[], removed?: IDBValidKey[] }} message
   */
  async #follow({ kept = [], removed = [] }) {
    /** @type {GalleryChange} */
    const change = { added: [], changed: [], removed: [] };
    for (const id of kept) {
      const record = await this.#store?.get(id);
      if (!record || !isReadable(record)) continue;
      const known = this.#sprites.get(id);
      if (known) change.changed.push(known.update(record));
      else {
        const sprite = new Sprite(record);
        this.#sprites.set(id, sprite);
        change.added.push(sprite);
      }
    }
    for (const id of removed) {
      const sprite = this.#sprites.get(id);
      if (!sprite) continue;
      sprite.removed = true;
      this.#sprites.delete(id);
      change.removed.push(sprite);
    }
    this.#tell(change);
  }
}

/**
 * Whether a record has what the page needs of it.
 * @param {SpriteRecord} record
 */
export function isReadable(record) {
  return typeof record?.data?.prompt === "string" && typeof record.data.files?.[0]?.data === "string"
    && Number.isFinite(record.data.seed) && typeof record.batch?.id === "number";
}

function reload() {
  location.reload();
}

/** An id for a sprite that the store does not keep. */
function unstoredId() {
  return `unstored-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
}
