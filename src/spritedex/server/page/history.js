// What was changed, to undo and redo. Knows no sprite.

const MOST = 200;

/**
 * A change that has been made: `label` names it, as "remove".
 * @typedef {{ label: string, undo: () => unknown, redo: () => unknown }} Change
 */

export class History {
  /** @type {Change[]} */
  #done = [];
  /** @type {Change[]} */
  #undone = [];
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  #changed;

  /** @param {() => void} changed called after each change */
  constructor(changed) {
    this.#changed = changed;
  }

  /** The label of what undo would take back; an empty text if nothing. */
  get undoLabel() {
    return this.#done.at(-1)?.label ?? "";
  }

  /** The label of what redo would make again; an empty text if nothing. */
  get redoLabel() {
    return this.#undone.at(-1)?.label ?? "";
  }

  /**
   * Add a change as soon as it begins, so that changes stand in their order.
   * @param {Change} change
   * @param {Promise<unknown>} [made] settles when it is complete; undo waits for it
   */
  add(change, made = Promise.resolve()) {
    this.#done.push(change);
    if (this.#done.length > MOST) this.#done.shift();
    this.#undone = [];
    this.#last = Promise.allSettled([this.#last, made]);
    this.#changed();
  }

  /** Take the last change back; resolves to its label. */
  undo() {
    return this.#move(this.#done, this.#undone, "undo");
  }

  /** Make the change again that was taken back last; resolves to its label. */
  redo() {
    return this.#move(this.#undone, this.#done, "redo");
  }

  /**
   * @param {Change[]} from
   * @param {Change[]} to
   * @param {"undo" | "redo"} way
   * @returns {Promise<string>}
   */
  #move(from, to, way) {
    const moved = this.#last.then(async () => {
      const change = from.pop();
      if (!change) return "";
      try {
        await change[way]();
        to.push(change);
      } finally {
        this.#changed();
      }
      return change.label;
    });
    this.#last = moved.catch(() => {});
    return moved;
  }
}

/**
 * Call `undo` at Ctrl+Z and `redo` at Ctrl+Shift+Z or Ctrl+Y, outside of text fields.
 * @param {Pick<HTMLElement, "addEventListener">} target
 * @param {() => unknown} undo
 * @param {() => unknown} redo
 */
export function onUndoKeys(target, undo, redo) {
  target.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(key) || isText(event.target)) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo();
    else undo();
  });
}

/** @param {EventTarget | null} target */
function isText(target) {
  return target instanceof HTMLTextAreaElement
    || (target instanceof HTMLInputElement && !["radio", "checkbox", "color", "range", "file"].includes(target.type));
}
