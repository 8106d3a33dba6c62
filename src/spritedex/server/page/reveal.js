// The large view of a sprite: from both sides, breathing, before several backgrounds, in a battle and in a party.

import { drawBackAndShiny, canHaveBackAndShiny } from "./back-and-shiny.js";
import { openCardDialog } from "./card-dialog.js";
import { choice, openDialog } from "./dialogs.js";
import { $, el, typeBadge } from "./dom.js";
import { proposedName } from "./naming.js";
import { showError, tell } from "./notices.js";
import { showPixels, SIDE, spaceBelow } from "./pixels.js";
import { openSaveDialog } from "./save-dialog.js";
import { BATTLE, breathing, mirrored, paintBattle, paintParty, PARTY } from "./scenes.js";
import { sketchPicture, sketchTitle } from "./sketch-field.js";
import { goTo } from "./tabs.js";
import { canShare, copyLink, copyPicture, dragOut, enlargedPicture, share } from "./sharing.js";

/** @import { SpriteCard } from "./sprite-card.js" */
/** @import { Context } from "./types.js" */

const BACKGROUNDS = /** @type {[string, string][]} */ (
  [["plain", "Plain"], ["white", "White"], ["black", "Black"], ["grass", "Grass"], ["battle", "Battle"]]);
const LARGEST = 8;
const WIDE = 2000; // CSS pixels
const BREATH = 450; // milliseconds
const REDUCED_MOTION = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @param {SpriteCard} card
 * @param {Context} context
 */
export async function openReveal(card, context) {
  if (document.querySelector("dialog[open]")) return;
  const reveal = new Reveal(card, context);
  await reveal.show();
}

class Reveal {
  #card;
  #context;
  #canvas = el("canvas", { width: SIDE, height: SIDE });
  #stage = el("div", { class: "stage" }, this.#canvas);
  #battle = el("canvas", { class: "battle", role: "img", "aria-label": "In a battle", hidden: true, ...BATTLE });
  #party = el("canvas", { class: "party", role: "img", "aria-label": "In a party, 32 by 32 pixels" });
  #name;
  #zoom;
  #timer = 0;
  #breathes = !REDUCED_MOTION.matches;
  #dialog;

  /**
   * @param {SpriteCard} card
   * @param {Context} context
   */
  constructor(card, context) {
    const { sprite } = card;
    this.#card = card;
    this.#context = context;
    this.#name = el("input", {
      id: "creature-name", maxlength: 14, value: sprite.name || proposedName(sprite), dir: "auto",
      onchange: ({ currentTarget: { value } }) => {
        sprite.name = value.trim();
        context.gallery.keep(sprite);
        this.show();
      },
    });
    const fits = Math.floor(Math.min(window.innerWidth - 64, window.innerHeight - 220) / SIDE);
    this.#zoom = el("input", {
      type: "range", id: "reveal-zoom", min: 1, max: LARGEST, value: Math.max(2, Math.min(LARGEST, fits, window.innerWidth < WIDE ? 6 : LARGEST)),
      oninput: () => this.#size(),
    });
    this.#dialog = openDialog("Sprite", [
      el("div", { class: "reveal" },
        el("div", { class: "views" }, this.#stage, this.#battle), el("div", { class: "panel" }, ...this.#controls())),
    ], { wide: true, onclose: () => clearInterval(this.#timer) });
    dragOut(this.#stage, sprite);
    this.#setBackground("plain");
    this.#size();
  }

  #controls() {
    const { sprite } = this.#card;
    const turns = this.#context.models.generator.accepts_options && canHaveBackAndShiny(sprite);
    const zoom = el("label", { for: "reveal-zoom" }, "Size ", el("output", { class: "number", for: "reveal-zoom" }));
    return [
      el("div", {}, el("label", { for: "creature-name" }, "Name"), this.#name),
      el("p", { class: "badges" }, el("span", { class: "seen" }, "seen as"),
        ...(sprite.data.types ?? []).map((type) => typeBadge(type, this.#context.typeColors))),
      sprite.data.sketch && this.#sketch(sprite.data.sketch),
      turns && el("div", { class: "buttons" }, this.#toggle("back", "Turn around"), this.#toggle("shiny", "Shiny"),
        this.#breath()),
      !turns && el("div", { class: "buttons" }, this.#breath()),
      choice("Background", "background", BACKGROUNDS, "plain", (value) => this.#setBackground(value)),
      el("div", {}, zoom, this.#zoom),
      el("div", {}, el("p", { class: "label" }, "In a party"), this.#party),
      el("div", { class: "buttons" }, ...this.#shareButtons()),
    ];
  }

  /**
   * The sketch that it is based on; a press bases the next ones on it.
   * @param {string} name
   */
  #sketch(name) {
    return el("div", { class: "sketch-field" }, el("div", { class: "sketch-shown" }, sketchPicture(name)),
      el("p", { class: "label" }, "Based on the sketch ", el("small", {}, sketchTitle(name))),
      el("div", { class: "buttons" }, this.#button("Use this sketch", () => {
        this.#dialog.close();
        goTo("#draw");
        this.#context.form.fill({ sketch: name });
        $("#sketch-choose").focus();
        tell(`The next sprites are based on the sketch ${sketchTitle(name)}.`);
      })));
  }

  #shareButtons() {
    const { sprite } = this.#card;
    const name = () => this.#name.value || "sprite";
    return [
      sprite.isLinkable && this.#button("Copy link", () => copyLink(sprite)),
      this.#button("Copy picture", () => copyPicture(enlargedPicture(sprite), name())),
      canShare() && this.#button("Share", () => share(sprite, name())),
      this.#button("Card", () => openCardDialog(sprite, name(), this.#context)),
      this.#button("Save", () => {
        this.#dialog.close();
        openSaveDialog(this.#card, this.#context);
      }),
    ];
  }

  /**
   * @param {string} label
   * @param {() => unknown} run
   */
  #button(label, run) {
    return el("button", {
      type: "button",
      onclick: async () => {
        try {
          await run();
        } catch (error) {
          showError(error);
        }
      },
    }, label);
  }

  /**
   * @param {"back" | "shiny"} view
   * @param {string} label
   */
  #toggle(view, label) {
    const { sprite } = this.#card;
    const button = this.#button(label, async () => {
      if (!(await drawBackAndShiny(this.#card.sprite, this.#context, this.#card))) return;
      sprite[view] = !sprite[view];
      button.ariaPressed = String(sprite[view]);
      await Promise.all([this.show(), this.#card.refresh()]);
    });
    button.ariaPressed = String(sprite[view]);
    return button;
  }

  #breath() {
    const button = this.#button("Breathe", () => {
      this.#breathes = !this.#breathes;
      button.ariaPressed = String(this.#breathes);
      this.show();
    });
    button.ariaPressed = String(this.#breathes);
    return button;
  }

  /** Show the sprite as it now is. */
  async show() {
    const { sprite } = this.#card;
    const pixels = await sprite.pixels();
    const frames = [pixels, breathing(pixels)];
    this.#canvas.style.setProperty("--drop", String(spaceBelow(pixels)));
    showPixels(this.#canvas, pixels);
    clearInterval(this.#timer);
    let frame = 0;
    if (this.#breathes && this.#dialog.open) {
      this.#timer = window.setInterval(() => showPixels(this.#canvas, frames[(frame += 1) % 2]), BREATH);
    }
    await Promise.all([this.#paintBattle(), this.#paintParty()]);
  }

  async #paintBattle() {
    const { sprite } = this.#card;
    const image = (/** @type {"front" | "back"} */ pose) => {
      const colored = pose === "back" ? "back-shiny" : "shiny";
      return sprite.pixels(sprite.shiny ? colored : pose);
    };
    const name = this.#name.value;
    const rival = this.#context.results.cards.map((card) => card.sprite).find((each) => each !== sprite) ?? sprite;
    const foe = { pixels: await rival.pixels("front"), name: rival.name || proposedName(rival) };
    const own = sprite.images ? await image("back") : mirrored(await image("front"));
    await paintBattle(this.#battle, foe, { pixels: own, name });
  }

  async #paintParty() {
    const others = this.#context.results.cards.map(({ sprite }) => sprite).filter((each) => each !== this.#card.sprite);
    const members = [this.#card.sprite, ...others].slice(0, PARTY);
    await paintParty(this.#party, await Promise.all(members.map((each) => each.pixels(each.shiny ? "shiny" : "front"))));
  }

  /** @param {string} background */
  #setBackground(background) {
    this.#stage.dataset.background = background;
    this.#stage.hidden = background === "battle";
    this.#battle.hidden = background !== "battle";
  }

  #size() {
    for (const view of [this.#stage, this.#battle]) view.style.setProperty("--zoom", this.#zoom.value);
    const output = this.#dialog.querySelector("output");
    if (output) output.value = `${this.#zoom.value}×`;
  }
}
