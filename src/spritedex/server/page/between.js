// "Between": choose a second sprite, then the frames from one to the other. Knows stage and gallery through `context`.

import { el, say } from "./dom.js";

const FRAMES = 8;
const ASKED = "Choose a second sprite, of another sentence, here or in the gallery.";

export class Between {
  #context;
  #first = null;
  #bar = null;
  #escape = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
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
    document.body.append(this.#bar);
    document.addEventListener("keydown", this.#escape);
    card.element.classList.add("first");
    const others = this.#context.stage.cards.filter(({ piece }) => piece.prompt !== card.piece.prompt);
    const offers = others.map((other) => other.offer(true));
    (offers[0] ?? cancel).focus({ preventScroll: true });
    say(`${ASKED} Escape cancels.`);
  }

  /** Draw from the first sprite to this one. */
  async choose(piece) {
    const { stage } = this.#context;
    if (piece.prompt === this.#first.piece.prompt) {
      say(ASKED);
      return;
    }
    const first = this.#first.piece;
    this.cancel();
    const { style, steps, guidance, negative } = first.likeness;
    await stage.draw(
      { between: [first.prompt, piece.prompt], frames: FRAMES, seed: first.seed, style, steps, guidance, negative },
      { kind: "Between", prompt: `${first.prompt} → ${piece.prompt}` }, FRAMES, "Drawing the frames between",
    );
  }

  cancel() {
    if (!this.#first) return;
    document.removeEventListener("keydown", this.#escape);
    this.#bar.remove();
    this.#first.element.classList.remove("first");
    this.#context.stage.cards.forEach((card) => card.offer(false));
    this.#first.focus("between");
    this.#first = null;
  }
}
