// Where the session's sprites are kept: IndexedDB of this browser. Knows records, no element.

const NAME = "spritedex";
const STORE = "pieces";

/** Opens the store; `null` in place of it where the browser keeps none, as in some private windows. */
export async function openStore() {
  try {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    return new Store(await settled(request));
  } catch {
    return null;
  }
}

class Store {
  #database;

  constructor(database) {
    this.#database = database;
  }

  /** All records, in the order they were first put. */
  all() {
    return settled(this.#database.transaction(STORE, "readonly").objectStore(STORE).getAll());
  }

  /** Put a record; resolves to its id once it is written. */
  put(record) {
    return this.#write((records) => records.put(record));
  }

  remove(id) {
    return this.#write((records) => records.delete(id));
  }

  clear() {
    return this.#write((records) => records.clear());
  }

  /** A full disk shows only when the transaction is committed. */
  #write(change) {
    const transaction = this.#database.transaction(STORE, "readwrite");
    const request = change(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
