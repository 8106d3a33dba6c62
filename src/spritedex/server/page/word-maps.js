// Where the words of a prompt count in its sprites: asked for when a word is pointed at, as it takes long.

import { isAbort, requestJson } from "./api.js";
import { describeWords, indexAmong } from "./attention.js";
import { showError } from "./notices.js";

/** @import { SpriteCard } from "./sprite-card.js" */
/** @import { Sprite } from "./sprite.js" */
/** @import { Context, SpriteData } from "./types.js" */

const PATIENCE = 1500; // milliseconds after which what nobody points at is no longer asked for

export class WordMaps {
  #context;
  #cards;
  /** The line of words. @type {HTMLElement | null} */
  #line = null;
  /** @type {number | null} */
  #index = null;
  /** @type {AbortController | null} */
  #control = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Context} context
   * @param {() => SpriteCard[]} cards
   */
  constructor(context, cards) {
    this.#context = context;
    this.#cards = cards;
  }

  /**
   * Show where a word counts in each card; null for none.
   * @param {number | null} index
   * @param {HTMLElement} line
   */
  show(index, line) {
    this.#index = index;
    this.#line = line;
    for (const card of this.#cards()) this.#showIn(card);
    clearTimeout(this.#timer);
    if (index === null) this.#timer = setTimeout(() => this.#control?.abort(), PATIENCE);
    else this.#load();
  }

  /** @param {SpriteCard} card */
  #showIn(card) {
    const { words, prompt } = card.sprite.data;
    if (words && this.#line) describeWords(this.#line, prompt, words);
    card.highlight(this.#index === null ? null : indexAmong(prompt, this.#index, words ?? []));
  }

  async #load() {
    if (this.#control || document.body.classList.contains("drawing")) return;
    this.#control = new AbortController();
    this.#line?.setAttribute("aria-busy", "true");
    try {
      for (const card of this.#cards()) {
        await this.#context.gallery.loadWords(card.sprite);
        if (!card.sprite.data.words && hasWords(card.sprite)) await this.#ask(card.sprite, this.#control.signal);
        this.#showIn(card);
      }
    } catch (error) {
      if (!isAbort(error)) showError(error);
    }
    this.#line?.removeAttribute("aria-busy");
    this.#control = null;
  }

  /**
   * @param {Sprite} sprite
   * @param {AbortSignal} signal
   */
  async #ask(sprite, signal) {
    const body = { ...sprite.sameRequest, count: 1, attention: true };
    /** @type {{ sprites: SpriteData[] }} */
    const { sprites } = await requestJson("/v1/sprites", { body, signal });
    const same = sprites.find(({ options: { stage } }) => stage === sprite.data.options.stage) ?? sprites[0];
    sprite.data.words = same.words;
    await this.#context.gallery.keep(sprite);
  }
}

/**
 * Whether a sprite's request gives it again, and the words with it.
 * @param {Sprite} sprite
 */
export function hasWords(sprite) {
  return !sprite.data.options.towards_prompt;
}
