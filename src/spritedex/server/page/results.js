// The results on the page: a section for each batch, the newest first.

import { BatchSection } from "./batch-section.js";
import { $ } from "./dom.js";
import { Sprite } from "./sprite.js";

/** @import { Batch, Context, SpriteRequest } from "./types.js" */

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
    const { generation, gallery } = this.#context;
    if (!generation.isFree()) return 0;
    const dated = { id: Date.now(), ...batch };
    const section = this.#open(dated, expected);
    section.scrollIntoView();
    const count = await generation.run({ ...request, attention: true }, activity, {
      started,
      step: (data) => section.step(data),
      note: (text) => section.note(text),
      sprite: async (data) => {
        const sprite = new Sprite({ data, batch: dated });
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
      section = this.#open(sprites[0].batch, 0);
      for (const sprite of sprites) section.add(sprite);
    }
    if (focused) (section.cards.get(focused) ?? section.add(focused)).focus();
  }

  /** Every card. */
  get cards() {
    return this.#sections.flatMap((section) => [...section.cards.values()]);
  }

  /**
   * Remove a sprite's card.
   * @param {Sprite} sprite
   */
  remove(sprite) {
    for (const section of this.#sections) section.remove(sprite);
  }

  clear() {
    for (const section of [...this.#sections]) section.close();
  }

  /**
   * @param {Batch} batch
   * @param {number} expected
   */
  #open(batch, expected) {
    const section = new BatchSection(batch, expected, this.#context, () => {
      this.#sections = this.#sections.filter((each) => each !== section);
      $("#empty").hidden = this.#sections.length > 0;
    });
    this.#sections.unshift(section);
    this.#root.prepend(section.element);
    $("#empty").hidden = true;
    return section;
  }
}
