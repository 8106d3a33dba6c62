// "Between": choose a second sprite, then the frames from one to the other. Knows stage and gallery through `context`.

import { $, el, say } from "./dom.js";

const FRAMES = 8;
const ASKED = "Choose a second sprite, of another sentence, here or in the gallery.";

export class Between {
  #context;
  #first = null;
  #bar = null;
  #escape = (event) => {
    if (event.key !== "Escape" || $("dialog[open]")) return;
    event.preventDefault(); // caught first, so that a drawing under way goes on
    this.cancel();
  };

  constructor(context) {
    this.#context = context;
  }

  /** Whether a second sprite is to be chosen. */
  get choosing() {
    return this.#first !== null;
  }

  /** Ask for the second sprite: a card or a sprite of the gallery that comes of another sentence. */
  begin(card) {
    this.cancel();
    this.#first = card;
    const cancel = el("button", { type: "button", onclick: () => this.cancel() }, "Cancel");
    this.#bar = el("div", { class: "bar" }, el("p", {}, ASKED), cancel);
    $(".notices").append(this.#bar);
    document.addEventListener("keydown", this.#escape, { capture: true });
    card.element.classList.add("first");
    const offers = this.#context.stage.cards.map((each) => this.offer(each));
    (offers.find(({ hidden }) => !hidden) ?? cancel).focus({ preventScroll: true });
    say(`${ASKED} Escape cancels.`);
  }

  /** Offer a card where it can be the second. Returns its button. */
  offer(card) {
    return card.offer(this.choosing && card.piece.prompt !== this.#first.piece.prompt);
  }

  /** Draw from the first sprite to this one. */
  async choose(piece) {
    const { drawing, models, stage } = this.#context;
    if (!drawing.free()) return;
    if (piece.prompt === this.#first.piece.prompt) {
      say(ASKED);
      return;
    }
    const first = this.#first.piece;
    this.cancel();
    const { style, steps, guidance, negative } = first.likeness;
    const frames = Math.min(FRAMES, models.limits.frames);
    await stage.draw(
      { between: [first.prompt, piece.prompt], frames, seed: first.seed, style, steps, guidance, negative },
      { kind: "Between", prompt: `${first.prompt} → ${piece.prompt}` }, frames, "Drawing the frames between",
    );
  }

  cancel() {
    if (!this.#first) return;
    document.removeEventListener("keydown", this.#escape, { capture: true });
    this.#bar.remove();
    this.#first.element.classList.remove("first");
    this.#first.focus("between");
    this.#first = null;
    this.#context.stage.cards.forEach((card) => this.offer(card));
  }
}
