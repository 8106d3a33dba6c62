// The gallery of the session: small pictures of all that was drawn, kept across reloads. Knows the store, no request.

import { bytesOf } from "./api.js";
import { $, complain, confirmed, download, el, roving, say } from "./dom.js";
import { Piece } from "./piece.js";
import { show } from "./pixels.js";
import { openStore } from "./store.js";
import { unused, zip } from "./zip.js";

export class Gallery {
  #store = null;
  #pieces = new Map();
  #thumbs = new Map();
  #open;
  #cleared;

  /** `open(piece)` is called when one is chosen, `cleared()` when all are gone. */
  constructor(open, cleared) {
    this.#open = open;
    this.#cleared = cleared;
    $("#gallery-export").addEventListener("click", () => this.#export());
    $("#gallery-clear").addEventListener("click", () => this.#clear());
  }

  /** Read what is kept; resolves to the pieces, oldest first. */
  async load() {
    this.#store = await openStore();
    if (!this.#store) complain("This browser keeps no gallery here; save what you like before you leave.");
    for (const record of (await this.#store?.all()) ?? []) await this.#add(new Piece(record));
    this.#settle();
    return [...this.#pieces.values()];
  }

  /** Keep a piece, new or changed. */
  async keep(piece) {
    try {
      const id = await this.#store?.put(piece.record);
      piece.id ??= id ?? `unkept-${this.#pieces.size}-${Date.now()}`;
    } catch {
      piece.id ??= `unkept-${this.#pieces.size}-${Date.now()}`;
      complain("The gallery is full: this browser keeps no more. Save it as a zip, then clear it.");
    }
    if (!this.#pieces.has(piece.id)) await this.#add(piece);
    else await this.#repaint(piece);
    this.#settle();
  }

  async remove(piece) {
    this.#pieces.delete(piece.id);
    this.#thumbs.get(piece.id)?.remove();
    this.#thumbs.delete(piece.id);
    this.#settle();
    await this.#store?.remove(piece.id);
  }

  async #add(piece) {
    const canvas = el("canvas", { width: 64, height: 64 });
    const thumb = el("button", {
      type: "button", class: "thumb", title: piece.prompt, "aria-label": `${piece.prompt}, seed ${piece.seed}`,
      onclick: () => this.#open(piece),
    }, canvas);
    this.#pieces.set(piece.id, piece);
    this.#thumbs.set(piece.id, thumb);
    $("#thumbs").prepend(thumb);
    await this.#repaint(piece);
  }

  async #repaint(piece) {
    show($("canvas", this.#thumbs.get(piece.id)), await piece.pixels("front"));
  }

  #settle() {
    const count = this.#pieces.size;
    $("#gallery").hidden = count === 0;
    $("#gallery-count").textContent = count === 1 ? "1 sprite." : `${count} sprites.`;
    if (count) roving($("#thumbs"));
  }

  async #export() {
    const files = [];
    const documents = [];
    for (const piece of this.#pieces.values()) {
      files.push({ name: unused(`${piece.stem}.png`, files), bytes: bytesOf(await piece.png("front")) });
      const { files: _, words: __, ...said } = piece.sprite;
      documents.push({
        file: files.at(-1).name, ...said, created: new Date(piece.created).toISOString(), edits: piece.edits,
        handmade: piece.handmade,
      });
    }
    const text = `${JSON.stringify(documents, null, 1)}\n`;
    files.push({ name: "gallery.json", bytes: new TextEncoder().encode(text) });
    download("spritedex-gallery.zip", zip(files));
  }

  async #clear() {
    const question = `${this.#pieces.size} sprites are kept in this browser. They cannot be brought back.`;
    if (!(await confirmed("Clear the gallery?", question, "Clear the gallery"))) return;
    await this.#store?.clear();
    this.#pieces.clear();
    this.#thumbs.clear();
    $("#thumbs").replaceChildren();
    this.#settle();
    this.#cleared();
    $("#prompt").focus();
    say("The gallery is empty.");
  }
}
