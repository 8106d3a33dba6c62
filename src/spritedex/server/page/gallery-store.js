// The sprites of the gallery in this browser's IndexedDB. Knows records, no element.

/** @import { SpriteRecord } from "./types.js" */

const NAME = "spritedex";
const STORE = "sprites";
const VERSION = 2;

/** Opens the store; resolves to null where the browser keeps none, as in some private windows. */
export async function openStore() {
  try {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const name of request.result.objectStoreNames) request.result.deleteObjectStore(name);
      request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    };
    return new GalleryStore(await resultOf(request));
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
   * All records, in the order they were first put.
   * @returns {Promise<SpriteRecord[]>}
   */
  all() {
    return resultOf(this.#database.transaction(STORE, "readonly").objectStore(STORE).getAll());
  }

  /**
   * Put a record; resolves to its id once it is written.
   * @param {SpriteRecord} record
   */
  put(record) {
    return this.#write((records) => records.put(record));
  }

  /** @param {IDBValidKey} id */
  remove(id) {
    return this.#write((records) => records.delete(id));
  }

  clear() {
    return this.#write((records) => records.clear());
  }

  /**
   * A full disk shows only when the transaction is committed.
   * @template Result
   * @param {(records: IDBObjectStore) => IDBRequest<Result>} change
   * @returns {Promise<Result>}
   */
  #write(change) {
    const transaction = this.#database.transaction(STORE, "readwrite");
    const request = change(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
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
