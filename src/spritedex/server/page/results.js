// The results on the page: a section for each of the last batches, the newest first; the gallery has the others.

import { BatchSection } from "./batch-section.js";
import { $ } from "./dom.js";
import { Sprite } from "./sprite.js";

/** @import { Batch, Context, SpriteRequest } from "./types.js" */

const MOST_SECTIONS = 8;

export class Results {
  #root = $("#results");
  #context;
  /** @type {BatchSection[]} */
  #sections = [];

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
  }

  /**
   * Draw a request in a new section. Resolves to how many sprites came.
   * @param {SpriteRequest} request
   * @param {Omit<Batch, "id">} batch its title, and the prompt to show until the first sprite has it
   * @param {number} expected how many sprites will come
   * @param {string} activity what is shown meanwhile, as "Drawing variations"
   * @param {() => void} [started] called when the server has taken the request
   */
  async draw(request, batch, expected, activity, started) {
    if (!this.#context.generation.isFree()) return 0;
    return this.#fill(this.#open({ id: Date.now(), ...batch }), request, expected, activity, started);
  }

  /**
   * Draw a request into a section.
   * @param {BatchSection} section
   * @param {SpriteRequest} request
   * @param {number} expected
   * @param {string} activity
   * @param {() => void} [started]
   * @returns {Promise<number>}
   */
  async #fill(section, request, expected, activity, started) {
    const { generation, gallery } = this.#context;
    if (!generation.isFree()) return 0;
    this.#openSection(section);
    section.expect(expected);
    section.scrollIntoView();
    const count = await generation.run(request, activity, {
      started,
      step: (data) => section.step(data),
      note: (text) => section.note(text),
      steps: (done) => [restOf(request, done, expected)].map(({ label, rest, left }) => ({
        label, run: () => this.#fill(section, rest, left, activity),
      })),
      sprite: async (data) => {
        const { swaps } = section.batch;
        const sprite = new Sprite({
          data, batch: section.batch, ...(swaps ? { edits: { normal: { ...swaps }, shiny: {} } } : {}),
        });
        await gallery.keep(sprite);
        section.add(sprite);
      },
    });
    section.end();
    return count;
  }

  /**
   * Add a sprite before another one of the same batch, and focus it.
   * @param {Sprite} sprite
   * @param {Sprite} other
   */
  insert(sprite, other) {
    const section = this.#sections.find((each) => each.cards.has(other));
    if (section) section.add(sprite, other).focus();
    else this.show([sprite], sprite);
  }

  /**
   * Show sprites of one batch: the section they are in already, or a new one.
   * @param {Sprite[]} sprites
   * @param {Sprite | null} focused the one to focus
   */
  show(sprites, focused = null) {
    let section = this.#sections.find((each) => sprites.some((sprite) => each.cards.has(sprite)));
    if (!section) {
      section = this.#open(sprites[0].batch);
      for (const sprite of sprites) section.add(sprite);
    }
    if (focused) (section.cards.get(focused) ?? section.add(focused)).focus();
  }

  /** Every card. */
  get cards() {
    return this.#sections.flatMap((section) => [...section.cards.values()]);
  }

  /**
   * Remove a sprite's card. Returns what shows it again, at its place.
   * @param {Sprite} sprite
   */
  remove(sprite) {
    const section = this.#sections.find((each) => each.cards.has(sprite));
    if (!section) return () => {};
    const next = section.remove(sprite);
    return () => {
      this.#openSection(section);
      section.add(sprite, next);
    };
  }

  /**
   * Show sprites as they now are.
   * @param {Sprite[]} sprites
   */
  refresh(sprites) {
    for (const card of this.cards) {
      if (sprites.includes(card.sprite)) card.refresh();
    }
  }

  /** @param {Batch} batch */
  #open(batch) {
    const section = new BatchSection(batch, this.#context, () => {
      this.#sections = this.#sections.filter((each) => each !== section);
      $("#empty").hidden = this.#sections.length > 0;
    });
    this.#openSection(section);
    return section;
  }

  /** @param {BatchSection} section */
  #openSection(section) {
    if (this.#sections.includes(section)) return;
    this.#sections.unshift(section);
    this.#root.prepend(section.element);
    $("#empty").hidden = true;
    for (const earlier of this.#sections.slice(MOST_SECTIONS)) {
      earlier.close();
      $("#earlier").hidden = false;
    }
  }
}

/**
 * What is left of a request that ended early: the sprites of the next seeds, or where these are not known, all of it.
 * @param {SpriteRequest} request
 * @param {number} done
 * @param {number} expected
 */
function restOf(request, done, expected) {
  const left = expected - done;
  const { seed, between, best_of, novel } = request;
  if (!done || left < 1 || seed === undefined || between || best_of || novel) {
    return { label: "Try again", rest: request, left: expected };
  }
  const label = left === 1 ? "Draw the other one" : `Draw the other ${left}`;
  return { label, rest: { ...request, seed: seed + done, count: left }, left };
}
