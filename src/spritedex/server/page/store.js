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
    return settled(this.#records("readonly").getAll());
  }

  /** Put a record; resolves to its id. */
  put(record) {
    return settled(this.#records("readwrite").put(record));
  }

  remove(id) {
    return settled(this.#records("readwrite").delete(id));
  }

  clear() {
    return settled(this.#records("readwrite").clear());
  }

  #records(mode) {
    return this.#database.transaction(STORE, mode).objectStore(STORE);
  }
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
