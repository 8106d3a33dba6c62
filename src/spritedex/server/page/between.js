// "Between" and "cross": choose a second sprite, then draw the frames from one to the other, or children of both.

import { $, el } from "./dom.js";
import { announce } from "./notices.js";
import { randomSeed } from "./sprite.js";
import { goTo } from "./tabs.js";

/** @import { Sprite } from "./sprite.js" */
/** @import { SpriteCard } from "./sprite-card.js" */
/** @import { Context } from "./types.js" */

const FRAMES = 8;
const CHILDREN = 4;
const QUESTION = "Choose a second sprite with a different prompt, here or in the gallery.";

/** @typedef {"between" | "cross"} Way */

/**
 * What a sprite is in a few words, such as "a red fox"; its prompt where that names nothing known.
 * @param {Sprite} sprite
 */
function kindOf({ data, prompt }) {
  const { subject, colors = [] } = data.understood ?? {};
  if (!subject) return prompt;
  const words = [...colors.slice(0, 1), subject].join(" ");
  return /^[aeiou]/i.test(words) ? `an ${words}` : `a ${words}`;
}

export class Between {
  #context;
  /** @type {SpriteCard | null} */
  #first = null;
  /** @type {Way} */
  #way = "between";
  #notice = el("div", { class: "notice choosing" });
  #cancelByEscape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    event.preventDefault(); // so that it does not stop a drawing too
    this.cancel();
  };

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
    context.generation.onStart(() => this.#end());
  }

  /** Whether a second sprite is to be chosen. */
  get choosing() {
    return this.#first !== null;
  }

  /**
   * Ask for the second sprite: a card or a sprite of the gallery with another prompt.
   * @param {SpriteCard} card
   * @param {Way} way
   */
  async start(card, way) {
    await this.cancel();
    this.#way = way;
    this.#first = card;
    const cancel = el("button", { type: "button", onclick: () => this.cancel() }, "Cancel");
    this.#notice.replaceChildren(el("p", {}, QUESTION, " ", el("a", { href: "#gallery" }, "Open the gallery")), cancel);
    $("#main").append(this.#notice);
    document.addEventListener("keydown", this.#cancelByEscape, { capture: true });
    card.element.classList.add("first");
    const choices = this.#context.results.cards.map((each) => this.offer(each));
    (choices.find(({ hidden }) => !hidden) ?? cancel).focus({ preventScroll: true });
    announce(`${QUESTION} Escape cancels.`);
  }

  /**
   * Offer a card where it can be the second. Returns its button.
   * @param {SpriteCard} card
   */
  offer(card) {
    return card.offer(this.#first !== null && card.sprite.prompt !== this.#first.sprite.prompt);
  }

  /**
   * Draw from the first sprite to this one, or children of both.
   * @param {Sprite} sprite
   */
  async choose(sprite) {
    const { generation, models, results } = this.#context;
    if (!this.#first || !generation.isFree()) return;
    const first = this.#first.sprite;
    if (sprite.prompt === first.prompt) {
      announce(QUESTION);
      return;
    }
    await this.cancel();
    goTo("#draw");
    if (this.#way === "cross") {
      await this.#cross(first, sprite);
      return;
    }
    const { prompt, ...options } = first.similarRequest;
    const frames = Math.min(FRAMES, models.limits.frames);
    await results.draw(
      { ...options, between: [first.prompt, sprite.prompt], frames, seed: first.seed },
      { title: "Between", prompt: `${prompt} → ${sprite.prompt}` }, frames, "Drawing the frames between",
    );
  }

  /**
   * Children: creatures that are both.
   * @param {Sprite} first
   * @param {Sprite} second
   */
  async #cross(first, second) {
    const { models, results } = this.#context;
    const count = Math.min(CHILDREN, models.limits.count);
    const prompt = `a mix of ${kindOf(first)} and ${kindOf(second)}`;
    await results.draw(
      { ...second.similarRequest, prompt, count, seed: randomSeed() },
      { title: `Crossed with “${first.prompt}”`, prompt }, count, "Crossing",
    );
  }

  /** End the choice; focus returns to the first card. */
  async cancel() {
    await this.#end()?.focus(this.#way);
  }

  /** End the choice. Returns the first card, if there was one. */
  #end() {
    const first = this.#first;
    if (!first) return null;
    this.#first = null;
    document.removeEventListener("keydown", this.#cancelByEscape, { capture: true });
    this.#notice.remove();
    first.element.classList.remove("first");
    for (const card of this.#context.results.cards) this.offer(card);
    return first;
  }
}
