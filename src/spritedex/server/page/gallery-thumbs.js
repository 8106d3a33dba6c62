// Many small pictures of sprites: as many as fit are on the page, the next ones come as one scrolls. Knows no store.

import { el, roving } from "./dom.js";
import { icon } from "./icons.js";
import { showError } from "./notices.js";

/** @import { Sprite } from "./sprite.js" */

const PAGE = 120; // pictures that are added at once

/**
 * @typedef {object} ThumbActions
 * @property {(sprite: Sprite) => unknown} open
 * @property {(sprite: Sprite) => unknown} favorite
 * @property {() => void} chosen called when others are chosen
 */

export class Thumbs {
  #root;
  #on;
  /** @type {Sprite[]} */
  #sprites = [];
  /** @type {Map<Sprite, HTMLElement>} */
  #thumbs = new Map();
  /** @type {Set<Sprite>} */
  #chosen = new Set();
  #shown = 0;
  #end = el("div", { class: "thumbs-end" });

  /**
   * @param {HTMLElement} root
   * @param {ThumbActions} on
   */
  constructor(root, on) {
    this.#root = root;
    this.#on = on;
    root.after(this.#end);
    new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.#more();
    }, { rootMargin: "600px" }).observe(this.#end);
  }

  /** The sprites that are chosen, in the order they were. */
  get chosen() {
    return [...this.#chosen];
  }

  /**
   * Show sprites in this order.
   * @param {Sprite[]} sprites
   */
  show(sprites) {
    this.keepChosen(sprites);
    const same = sprites.length === this.#sprites.length && sprites.every((each, at) => each === this.#sprites[at]);
    if (same && this.#root.children.length) return;
    const focused = [...this.#thumbs].find(([, thumb]) => thumb.contains(document.activeElement))?.[0];
    this.#sprites = sprites;
    this.#thumbs = new Map([...this.#thumbs].filter(([sprite]) => sprites.includes(sprite)));
    const count = Math.max(PAGE, Math.min(this.#shown, sprites.length));
    this.#shown = 0;
    this.#root.replaceChildren();
    this.#more(count);
    if (focused) this.#thumbs.get(focused)?.querySelector("button")?.focus({ preventScroll: true });
  }

  /**
   * Sprites that are not among these are no longer chosen.
   * @param {Sprite[]} sprites
   */
  keepChosen(sprites) {
    const there = new Set(sprites);
    for (const sprite of this.#chosen) if (!there.has(sprite)) this.#chosen.delete(sprite);
  }

  /** @param {Sprite[]} sprites */
  choose(sprites) {
    this.#chosen = new Set(sprites);
    for (const [sprite, thumb] of this.#thumbs) this.#mark(sprite, thumb);
    this.#on.chosen();
  }

  /**
   * Show a sprite as it now is.
   * @param {Sprite} sprite
   */
  refresh(sprite) {
    const thumb = this.#thumbs.get(sprite);
    if (!thumb) return;
    this.#mark(sprite, thumb);
    this.#paint(sprite, thumb);
  }

  #more(count = PAGE) {
    const next = this.#sprites.slice(this.#shown, this.#shown + count);
    if (!next.length) return;
    this.#shown += next.length;
    this.#root.append(...next.map((sprite) => this.#thumb(sprite)));
    roving(this.#root);
  }

  /** @param {Sprite} sprite */
  #thumb(sprite) {
    const known = this.#thumbs.get(sprite);
    if (known) return known;
    const name = `${sprite.prompt}, seed ${sprite.seed}`;
    const thumb = el("li", { class: "thumb" },
      el("button", {
        type: "button", class: "open", title: sprite.prompt, "aria-label": name,
        onclick: () => this.#run(() => this.#on.open(sprite)),
      }, el("img", { alt: "", width: 64, height: 64 })),
      el("button", {
        type: "button", class: "pick", role: "checkbox", "aria-checked": "false", "aria-label": `Choose ${name}`,
        onclick: () => this.#pick(sprite, thumb),
      }),
      el("button", {
        type: "button", class: "star", "aria-pressed": "false", "aria-label": `Favorite: ${name}`, title: "Favorite",
        onclick: () => this.#run(() => this.#on.favorite(sprite)),
      }, icon("favorite")));
    this.#thumbs.set(sprite, thumb);
    this.#mark(sprite, thumb);
    this.#paint(sprite, thumb);
    return thumb;
  }

  /**
   * @param {Sprite} sprite
   * @param {HTMLElement} thumb
   */
  async #paint(sprite, thumb) {
    const image = thumb.querySelector("img");
    const show = (/** @type {string} */ data) => { if (image) image.src = `data:image/png;base64,${data}`; };
    if (sprite.edited("front")) show(await sprite.png("front").catch(() => sprite.original("front")));
    else show(sprite.original("front"));
  }

  /**
   * @param {Sprite} sprite
   * @param {HTMLElement} thumb
   */
  #mark(sprite, thumb) {
    const chosen = this.#chosen.has(sprite);
    thumb.classList.toggle("chosen", chosen);
    thumb.querySelector(".pick")?.setAttribute("aria-checked", String(chosen));
    thumb.querySelector(".star")?.setAttribute("aria-pressed", String(sprite.favorite));
  }

  /**
   * @param {Sprite} sprite
   * @param {HTMLElement} thumb
   */
  #pick(sprite, thumb) {
    if (!this.#chosen.delete(sprite)) this.#chosen.add(sprite);
    this.#mark(sprite, thumb);
    this.#on.chosen();
  }

  /** @param {() => unknown} work */
  async #run(work) {
    try {
      await work();
    } catch (error) {
      showError(error, [{ label: "Try again", run: work }]);
    }
  }
}
