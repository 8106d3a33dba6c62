// The section of one batch: its prompt, notes and cards. Placeholders are filled in order as sprites come.

import { promptLine } from "./attention.js";
import { $, el } from "./dom.js";
import { saveLine } from "./evolution.js";
import { showError } from "./notices.js";
import { decode, showPixels, SIDE } from "./pixels.js";
import { openPlayDialog } from "./play-dialog.js";
import { openSaveSet } from "./save-set.js";
import { sketchTitle } from "./sketch-field.js";
import { SpriteCard } from "./sprite-card.js";
import { understoodText } from "./understood.js";
import { hasWords, WordMaps } from "./word-maps.js";

/** @import { Sprite } from "./sprite.js" */
/** @import { Batch, Context, Progress, Understood } from "./types.js" */

const REDUCED_MOTION = matchMedia("(prefers-reduced-motion: reduce)");

export class BatchSection {
  /** @type {Map<Sprite, SpriteCard>} */
  cards = new Map();
  #prompt;
  #wordMaps;
  #understood = el("span", { class: "hint", hidden: true });
  #sketches = el("span", { class: "hint" });
  #play = el("button", {
    type: "button", class: "quiet", hidden: true, onclick: () => openPlayDialog([...this.cards.keys()]),
  }, "Play");
  #line = el("button", {
    type: "button", class: "quiet", hidden: true, onclick: () => this.#saveLine(),
  }, "Save as one picture");
  #notes = el("ul", { class: "notes", hidden: true });
  #list = el("ul", { class: "cards" });
  /** @type {HTMLElement[]} */
  #placeholders = [];
  #filled = 0;
  #context;
  #closed;

  /**
   * @param {Batch} batch
   * @param {Context} context
   * @param {() => void} closed called when it leaves the page
   */
  constructor(batch, context, closed) {
    const { id, title, prompt } = batch;
    this.batch = batch;
    this.#context = context;
    this.#closed = closed;
    this.#wordMaps = new WordMaps(context, () => [...this.cards.values()]);
    this.#prompt = promptLine([prompt], null);
    this.element = el("section", { class: "batch", "aria-label": `${title}: ${prompt}` },
      el("header", {}, this.#prompt,
        el("div", { class: "tools" }, this.#play, this.#line,
          el("button", { type: "button", class: "quiet", onclick: () => openSaveSet([...this.cards.keys()], context) }, "Save these"),
          el("button", { type: "button", class: "quiet", onclick: () => this.#hide() }, "Hide")),
        el("div", { class: "about" }, el("h2", {}, title), timeElement(new Date(id)), this.#understood, this.#sketches)),
      this.#notes, this.#list);
  }

  /**
   * Show places for sprites that will come.
   * @param {number} count
   */
  expect(count) {
    this.#filled = 0;
    this.#placeholders = Array.from({ length: count }, placeholder);
    this.#list.append(...this.#placeholders);
  }

  /** Scroll to it and the notices above it, if it is out of sight. */
  scrollIntoView() {
    const { top } = this.element.getBoundingClientRect();
    if (top > window.innerHeight * 0.6 || top < 0) {
      $("#notices").scrollIntoView({ behavior: REDUCED_MOTION.matches ? "auto" : "smooth" });
    }
  }

  /**
   * Show the preview of a sprite that is being drawn.
   * @param {Progress} progress
   */
  async step({ finished, num_steps, preview }) {
    const waiting = this.#placeholders[num_steps ? finished - this.#filled : 0];
    if (!waiting || !preview) return;
    waiting.classList.add("forming");
    showPixels($("canvas", HTMLCanvasElement, waiting), await decode(preview));
  }

  /**
   * Add a sprite: before another one, in place of a placeholder, or at the end. Returns its card.
   * @param {Sprite} sprite
   * @param {Sprite} [before]
   */
  add(sprite, before) {
    const card = new SpriteCard(sprite, this.#context);
    this.#context.between.offer(card);
    if (!this.cards.size) {
      this.#showPrompt(sprite);
      this.#showUnderstood(sprite.data.understood);
    }
    this.cards.set(sprite, card);
    this.#showSketches();
    this.#play.hidden = this.cards.size < 2 || !sprite.data.options.towards_prompt;
    this.#line.hidden = this.cards.size < 2 || !sprite.data.options.stage;
    const next = before && this.cards.get(before);
    if (next) next.element.before(card.element);
    else this.#place(card.element);
    for (const text of sprite.data.notes ?? []) this.note(text);
    return card;
  }

  /** Which sketches they began at. */
  #showSketches() {
    const names = new Set([...this.cards.keys()].map(({ data }) => sketchTitle(data.sketch ?? "")).filter(Boolean));
    const some = `Based on the ${names.size === 1 ? "sketch" : "sketches"} ${[...names].sort().join(", ")}`;
    this.#sketches.textContent = names.size ? some : "";
  }

  /** What means nothing is in the notes. @param {Understood} [understood] */
  #showUnderstood(understood) {
    const text = understoodText({ ...understood, unknown: [] });
    this.#understood.hidden = !text.length;
    this.#understood.replaceChildren(...text);
  }

  /**
   * Show a note, once.
   * @param {string} text
   */
  note(text) {
    if ([...this.#notes.children].some((line) => line.textContent === text)) return;
    this.#notes.append(el("li", {}, text));
    this.#notes.hidden = false;
  }

  /**
   * Remove a sprite's card; without cards the section closes. Returns the sprite after it.
   * @param {Sprite} sprite
   */
  remove(sprite) {
    const after = this.cards.get(sprite)?.element.nextElementSibling;
    const next = [...this.cards].find(([, { element }]) => element === after)?.[0];
    this.cards.get(sprite)?.element.remove();
    if (this.cards.delete(sprite) && !this.cards.size && !this.#placeholders.length) this.close();
    return next;
  }

  /** No more sprites will come. */
  end() {
    for (const waiting of this.#placeholders) waiting.remove();
    this.#placeholders = [];
    if (!this.cards.size) this.close();
  }

  /** Remove it from the page; a drawing that still fills it is stopped. */
  close() {
    if (this.#placeholders.length) this.#context.generation.stop();
    this.element.remove();
    this.#closed();
  }

  #hide() {
    this.close();
    const button = document.querySelector(".batch header button");
    (button instanceof HTMLElement ? button : $("#prompt")).focus();
  }

  /** @param {HTMLElement} card */
  #place(card) {
    const waiting = this.#placeholders.shift();
    if (!waiting) {
      this.#list.append(card);
      return;
    }
    waiting.replaceWith(card);
    this.#filled += 1;
  }

  /** @param {Sprite} sprite */
  #showPrompt(sprite) {
    const { prompt, options: { towards_prompt } } = sprite.data;
    const prompts = towards_prompt ? [prompt, towards_prompt] : [prompt];
    const line = promptLine(prompts, hasWords(sprite) ? (index) => this.#wordMaps.show(index, line) : null);
    this.#prompt.replaceWith(line);
    this.#prompt = line;
  }

  async #saveLine() {
    try {
      await saveLine([...this.cards.keys()]);
    } catch (error) {
      showError(error, [{ label: "Try again", run: () => this.#saveLine() }]);
    }
  }

}

/** @param {Date} time */
function timeElement(time) {
  const today = time.toDateString() === new Date().toDateString();
  return el("time", { class: "number", datetime: time.toISOString() },
    time.toLocaleString([], { ...(today ? {} : { dateStyle: "medium" }), timeStyle: "short" }));
}

/** As high as a card, so that nothing moves when one takes its place. */
function placeholder() {
  return el("li", { class: "card placeholder" },
    el("div", { class: "screen" }, el("canvas", { width: SIDE, height: SIDE })),
    el("div", { class: "facts" }), el("div", { class: "actions" }));
}
