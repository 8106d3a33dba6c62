// The gallery of the session: small pictures of all that was drawn, kept across reloads. Knows the store, no card.

import { $, complain, confirmed, download, el, roving, say } from "./dom.js";
import { Piece } from "./piece.js";
import { show } from "./pixels.js";
import { file } from "./save.js";
import { openStore } from "./store.js";
import { zip } from "./zip.js";

export class Gallery {
  #store = null;
  #pieces = new Map();
  #thumbs = new Map();
  #writes = 0;
  #clears = 0;
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
    const records = await this.#store?.all().catch(() => complain("The gallery of this browser cannot be read.")) ?? [];
    let unread = 0;
    for (const record of records) await this.#add(new Piece(record)).catch(() => { unread += 1; });
    if (unread) complain(`${unread} of ${records.length} sprites of the gallery cannot be read and are left out.`);
    this.#settle();
    return [...this.#pieces.values()];
  }

  /** Keep a piece, new or changed; one that was removed meanwhile stays away. */
  async keep(piece) {
    if (piece.gone) return;
    const clears = this.#clears;
    this.#writing(1);
    try {
      const id = await this.#store?.put(piece.record);
      piece.id ??= id ?? unkept();
    } catch {
      piece.id ??= unkept();
      complain("The gallery is full: this browser keeps no more. Save it as a zip, then clear it.");
    }
    this.#writing(-1);
    if (piece.gone || clears !== this.#clears) return;
    if (!this.#pieces.has(piece.id)) await this.#add(piece);
    else await this.#repaint(piece);
    this.#settle();
  }

  async remove(piece) {
    piece.gone = true;
    this.#pieces.delete(piece.id);
    this.#thumbs.get(piece.id)?.remove();
    this.#thumbs.delete(piece.id);
    this.#settle();
    await this.#store?.remove(piece.id);
  }

  async #add(piece) {
    const pixels = await piece.pixels("front");
    const canvas = el("canvas", { width: 64, height: 64 });
    const thumb = el("button", {
      type: "button", class: "thumb", title: piece.prompt, "aria-label": `${piece.prompt}, seed ${piece.seed}`,
      onclick: () => this.#open(piece),
    }, canvas);
    this.#pieces.set(piece.id, piece);
    this.#thumbs.set(piece.id, thumb);
    $("#thumbs").prepend(thumb);
    show(canvas, pixels);
  }

  async #repaint(piece) {
    const canvas = $("canvas", this.#thumbs.get(piece.id));
    show(canvas, await piece.pixels("front"));
  }

  /** Busy for as long as something is being written. */
  #writing(more) {
    this.#writes += more;
    $("#gallery").setAttribute("aria-busy", this.#writes > 0);
  }

  #settle() {
    const count = this.#pieces.size;
    $("#gallery").hidden = count === 0;
    $("#gallery-count").textContent = count === 1 ? "1 sprite." : `${count} sprites.`;
    if (count) roving($("#thumbs"));
  }

  async #export() {
    try {
      download("spritedex-gallery.zip", await this.#zipped());
    } catch (error) {
      complain(error.message);
    }
  }

  /** Every view of every piece, and gallery.json with what is known of them. */
  async #zipped() {
    const files = [];
    const documents = [];
    for (const piece of this.#pieces.values()) {
      const names = {};
      for (const view of Object.keys(piece.views ?? { front: null })) {
        files.push(await file(piece, view, files));
        names[view] = files.at(-1).name;
      }
      const { files: _, words: __, ...said } = piece.sprite;
      documents.push({
        file: names.front, views: names, ...said, created: new Date(piece.created).toISOString(), edits: piece.edits,
        handmade: piece.handmade,
      });
    }
    const text = `${JSON.stringify(documents, null, 1)}\n`;
    files.push({ name: "gallery.json", bytes: new TextEncoder().encode(text) });
    return zip(files);
  }

  async #clear() {
    const question = `${this.#pieces.size} sprites are kept in this browser. They cannot be brought back.`;
    if (!(await confirmed("Clear the gallery?", question, "Clear the gallery", "Keep them"))) return;
    this.#clears += 1;
    for (const piece of this.#pieces.values()) piece.gone = true;
    this.#pieces.clear();
    this.#thumbs.clear();
    $("#thumbs").replaceChildren();
    this.#settle();
    this.#cleared();
    $("#prompt").focus();
    try {
      await this.#store?.clear();
      say("The gallery is empty.");
    } catch (error) {
      complain(error.message);
    }
  }
}

function unkept() {
  return `unkept-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
}
