// What was drawn, a section for each drawing, the newest first. Knows cards and their sections, no form.

import { sentence } from "./attention.js";
import { Card } from "./card.js";
import { $, complain, download, el } from "./dom.js";
import { Piece } from "./piece.js";
import { decode, show } from "./pixels.js";
import { file } from "./save.js";
import { zip } from "./zip.js";

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export class Stage {
  #root = $("#stage");
  #context;
  #lots = [];

  constructor(context) {
    this.#context = context;
  }

  /**
   * Draw a request as a new section: `kind` is its title ("Drawn"), `prompt` what is told until the first sprite says
   * it, `pictures` how many are expected; `begun()` follows once the server took it. Resolves to how many came.
   */
  async draw(request, { kind, prompt }, pictures, what, begun) {
    const { drawing, gallery } = this.#context;
    if (!drawing.free()) return 0;
    const batch = { id: Date.now(), kind, prompt };
    const lot = this.#open(batch, pictures);
    lot.reveal();
    const count = await drawing.run({ ...request, attention: true }, what, {
      begun,
      step: (data) => lot.step(data),
      note: (text) => lot.note(text),
      sprite: async (sprite) => {
        const piece = new Piece({ sprite, batch });
        await gallery.keep(piece);
        lot.add(piece);
      },
    });
    lot.end();
    return count;
  }

  /** Put a piece beside those of its drawing, before `other`, and focus it. */
  insert(piece, other) {
    const lot = this.#lots.find((each) => each.cards.has(other));
    lot.add(piece, other);
    lot.cards.get(piece).focus();
  }

  /** Show a drawing of the gallery: the section it is in already, or a new one. */
  bring(pieces, chosen = null) {
    let lot = this.#lots.find((each) => pieces.some((piece) => each.cards.has(piece)));
    if (!lot) {
      lot = this.#open(pieces[0].batch, 0);
      pieces.forEach((piece) => lot.add(piece));
    }
    if (!chosen) return;
    if (!lot.cards.has(chosen)) lot.add(chosen);
    lot.cards.get(chosen).focus();
  }

  /** Every card on the stage. */
  get cards() {
    return this.#lots.flatMap((lot) => [...lot.cards.values()]);
  }

  /** Take a piece's card away. */
  remove(piece) {
    for (const lot of this.#lots) lot.remove(piece);
  }

  clear() {
    for (const lot of [...this.#lots]) lot.close();
  }

  #open(batch, pictures) {
    const lot = new Lot(batch, pictures, this.#context, () => {
      this.#lots = this.#lots.filter((each) => each !== lot);
      $("#empty").hidden = this.#lots.length > 0;
    });
    this.#lots.unshift(lot);
    this.#root.prepend(lot.element);
    $("#empty").hidden = true;
    return lot;
  }
}

/** The section of one drawing. Its slots are filled in order. */
class Lot {
  cards = new Map();
  #slots = [];
  #filled = 0;
  #context;
  #closed;

  constructor(batch, pictures, context, closed) {
    this.#context = context;
    this.#closed = closed;
    this.line = sentence(batch.prompt, [], () => {});
    this.notes = el("ul", { class: "notes", hidden: true });
    this.list = el("ul", { class: "cards" });
    const time = new Date(batch.id), today = time.toDateString() === new Date().toDateString();
    this.element = el("section", { class: "batch", "aria-label": `${batch.kind}: ${batch.prompt}` },
      el("header", {},
        el("h2", {}, batch.kind),
        el("time", { class: "number", datetime: time.toISOString() },
          time.toLocaleString([], { ...(today ? {} : { dateStyle: "medium" }), timeStyle: "short" })),
        el("button", { type: "button", class: "quiet", onclick: () => this.#save() }, "Save these (zip)"),
        el("button", { type: "button", class: "quiet", onclick: () => this.#putAway() }, "Put away")),
      this.line, this.notes, this.list);
    for (let index = 0; index < pictures; index += 1) this.#slots.push(slot());
    this.list.append(...this.#slots);
  }

  /** Scroll to it where it is out of sight. */
  reveal() {
    const { top } = this.element.getBoundingClientRect();
    if (top > window.innerHeight * 0.6 || top < 0) {
      this.element.scrollIntoView({ behavior: STILL.matches ? "auto" : "smooth" });
    }
  }

  async step({ drawn, steps, preview }) {
    const waiting = this.#slots[steps ? drawn - this.#filled : 0];
    if (!waiting || !preview) return;
    waiting.classList.add("forming");
    show($("canvas", waiting), await decode(preview));
  }

  add(piece, before = null) {
    const card = new Card(piece, this.#context);
    this.#context.between.offer(card);
    if (!this.cards.size) this.#tell(piece.sprite);
    this.cards.set(piece, card);
    if (before) this.cards.get(before).element.before(card.element);
    else if (this.#slots.length) this.#fill(card);
    else this.list.append(card.element);
    for (const text of piece.sprite.notes ?? []) this.note(text);
  }

  note(text) {
    if ([...this.notes.children].some((line) => line.textContent === text)) return;
    this.notes.append(el("li", {}, text));
    this.notes.hidden = false;
  }

  remove(piece) {
    this.cards.get(piece)?.element.remove();
    if (this.cards.delete(piece) && !this.cards.size && !this.#slots.length) this.close();
  }

  /** No more sprites will come. */
  end() {
    this.#slots.forEach((waiting) => waiting.remove());
    this.#slots = [];
    if (!this.cards.size) this.close();
  }

  /** Take it off the page; a drawing that still fills it is stopped. */
  close() {
    if (this.#slots.length) this.#context.drawing.stop();
    this.element.remove();
    this.#closed();
  }

  #putAway() {
    this.close();
    ($(".batch header button") ?? $("#prompt")).focus();
  }

  #fill(card) {
    this.#slots.shift().replaceWith(card.element);
    this.#filled += 1;
  }

  #tell({ prompt, words = [], wish: { towards } }) {
    const told = towards ? `${prompt} → ${towards}` : prompt;
    if (towards && words.length) this.note("Words of the first sentence light up where they count.");
    const line = sentence(told, words, (index) => this.cards.forEach((card) => card.look(index)));
    this.line.replaceWith(line);
    this.line = line;
  }

  async #save() {
    const files = [];
    try {
      for (const piece of this.cards.keys()) files.push(await file(piece, piece.view, files));
      download("spritedex.zip", zip(files));
    } catch (error) {
      complain(error.message);
    }
  }
}

function slot() {
  return el("li", { class: "card slot" }, el("div", { class: "screen" }, el("canvas", { width: 64, height: 64 })));
}
