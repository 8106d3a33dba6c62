// The sprites of the gallery in this browser's IndexedDB. Knows records, no element.

/** @import { SpriteRecord, Word } from "./types.js" */

const NAME = "spritedex";
const SPRITES = "sprites";
const WORDS = "words"; // heatmaps of words by the id of their sprite: large, and read only for sprites that are shown
const VERSION = 3;
const LAST_READABLE = 2;

/** Opens the store; resolves to null where the browser keeps none, as in some private windows. */
export async function openStore() {
  try {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => {
      const { result } = request;
      if (oldVersion < LAST_READABLE) {
        for (const name of result.objectStoreNames) result.deleteObjectStore(name);
        result.createObjectStore(SPRITES, { keyPath: "id", autoIncrement: true });
      }
      result.createObjectStore(WORDS);
    };
    const database = await resultOf(request);
    database.onversionchange = () => database.close();
    return new GalleryStore(database);
  } catch {
    return null;
  }
}

export class GalleryStore {
  #database;

  /** @param {IDBDatabase} database */
  constructor(database) {
    this.#database = database;
  }

  /**
   * All records without their words, in the order they were first put.
   * @returns {Promise<SpriteRecord[]>}
   */
  all() {
    return resultOf(this.#read(SPRITES).getAll());
  }

  /**
   * @param {IDBValidKey} id
   * @returns {Promise<SpriteRecord | undefined>}
   */
  get(id) {
    return resultOf(this.#read(SPRITES).get(id));
  }

  /**
   * @param {IDBValidKey} id
   * @returns {Promise<Word[] | undefined>}
   */
  words(id) {
    return resultOf(this.#read(WORDS).get(id));
  }

  /**
   * Put records; resolves to their ids once all are written.
   * @param {SpriteRecord[]} records
   */
  async put(records) {
    /** @type {IDBValidKey[]} */
    const ids = [];
    await this.#write((sprites, words) => records.forEach((record, at) => {
      const { words: found, ...data } = record.data;
      const request = sprites.put({ ...record, data });
      request.onsuccess = () => {
        ids[at] = request.result;
        if (found?.length) words.put(found, request.result);
      };
    }));
    return ids;
  }

  /** @param {IDBValidKey[]} ids */
  remove(ids) {
    return this.#write((sprites, words) => {
      for (const id of ids) {
        sprites.delete(id);
        words.delete(id);
      }
    });
  }

  /** @param {string} name */
  #read(name) {
    return this.#database.transaction(name, "readonly").objectStore(name);
  }

  /**
   * A full disk shows only when the transaction is committed.
   * @param {(sprites: IDBObjectStore, words: IDBObjectStore) => void} change
   * @returns {Promise<void>}
   */
  #write(change) {
    const transaction = this.#database.transaction([SPRITES, WORDS], "readwrite");
    change(transaction.objectStore(SPRITES), transaction.objectStore(WORDS));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

/**
 * @template Result
 * @param {IDBRequest<Result>} request
 * @returns {Promise<Result>}
 */
function resultOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
