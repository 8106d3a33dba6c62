// A sprite with what is known of it and what can be done with it. Knows its piece; what its buttons do is in tools.js.

import { badge, complain, el, roving, say } from "./dom.js";
import { icon } from "./icons.js";
import { swatches } from "./palette.js";
import { decode, glow, heatCanvas, show } from "./pixels.js";
import { TOOLS } from "./tools.js";

export class Card {
  #canvas = el("canvas", { width: 64, height: 64, role: "img" });
  #heat = heatCanvas();
  #choose = el("button", { type: "button", class: "choose", hidden: true }, "This one");
  #buttons = new Map();
  #panel = null;
  #paintings = 0;

  constructor(piece, context) {
    this.piece = piece;
    this.context = context;
    this.tools = el("div", { class: "tools", role: "toolbar", "aria-label": `What to do with seed ${piece.seed}` });
    this.element = el("li", { class: "card" },
      el("div", { class: "screen" }, this.#canvas, this.#heat, this.#choose), this.#facts(), this.tools);
    this.#choose.addEventListener("click", () => context.between.choose(piece));
    this.#equip();
    this.repaint();
  }

  /** Show the piece as it now is; busy until it is shown. */
  async repaint() {
    const { piece } = this;
    this.#paintings += 1;
    const painting = this.#paintings;
    this.element.setAttribute("aria-busy", "true");
    const turned = { back: " from behind", shiny: " in rare colours", "back-shiny": " from behind, in rare colours" };
    this.#canvas.setAttribute("aria-label", `${piece.prompt}, seed ${piece.seed}${turned[piece.view] ?? ""}`);
    this.#buttons.get("shiny")?.setAttribute("aria-pressed", piece.shiny);
    this.#buttons.get("back")?.setAttribute("aria-pressed", piece.back);
    const pixels = await piece.pixels();
    if (painting !== this.#paintings) return;
    show(this.#canvas, pixels);
    this.element.removeAttribute("aria-busy");
  }

  /** Show another picture for a while: base64 of a PNG. */
  async preview(data) {
    show(this.#canvas, await decode(data));
  }

  /** Light up where the word of this number counts; null for none. */
  look(index) {
    const word = index === null || this.piece.back ? null : this.piece.sprite.words?.[index];
    if (word) glow(this.#heat, word.heat);
    else this.#heat.hidden = true;
  }

  /** Offer it to be chosen, or no more. Returns the button. */
  offer(shown) {
    this.#choose.hidden = !shown;
    return this.#choose;
  }

  /** Focus the tool of this name, or the first one, and bring the card into sight. */
  focus(name) {
    (this.#buttons.get(name) ?? this.tools.querySelector("button")).focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** Open or close the palette's swatches. */
  async togglePalette() {
    const button = this.#buttons.get("colours");
    if (this.#panel) {
      this.#panel.remove();
      this.#panel = null;
    } else {
      this.#panel = await swatches(this.piece, () => this.#changed());
      this.tools.after(this.#panel);
      this.#panel.querySelector("input").focus();
    }
    button.setAttribute("aria-expanded", this.#panel !== null);
  }

  /** Make the swatches anew, where they are shown: the view has changed. */
  async refreshPalette() {
    if (!this.#panel) return;
    const panel = await swatches(this.piece, () => this.#changed());
    this.#panel.replaceWith(panel);
    this.#panel = panel;
  }

  #changed() {
    this.repaint();
    this.context.gallery.keep(this.piece);
  }

  #facts() {
    const { sprite, seed } = this.piece;
    const { colours } = this.context;
    const known = sprite.nearest?.[0];
    const seedButton = el("button", {
      type: "button", class: "seed-mark number", title: "Lock and copy this seed",
      "aria-label": `Seed ${seed}: lock and copy it`,
      onclick: () => {
        this.context.form.lockSeed(seed);
        navigator.clipboard?.writeText(String(seed)).catch(() => {});
        say(`Seed ${seed} is locked.`);
      },
    }, this.piece.mark);
    return el("div", { class: "facts" },
      el("p", { class: "badges" }, ...(sprite.types ?? []).map((name) => badge(name, colours)), seedButton),
      known && el("p", { class: "like", title: "The known creature most like it, and how similar it is" },
        "like", el("b", {}, known.name), el("span", { class: "number" }, known.similarity.toFixed(2))));
  }

  async #equip() {
    const palette = await this.piece.palette();
    for (const [name, tool] of Object.entries(TOOLS)) {
      if (!tool.can(this.piece, this.context.models.generator.paints, palette)) continue;
      const button = el("button", {
        type: "button", title: tool.title, "aria-label": tool.title, ...tool.state,
        onclick: () => Promise.resolve(tool.run(this, this.context)).catch((error) => complain(error.message)),
      }, icon(name), el("span", {}, tool.label));
      this.#buttons.set(name, button);
      this.tools.append(button);
    }
    roving(this.tools);
    this.repaint();
  }
}
