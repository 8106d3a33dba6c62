// One drawing at a time: asked for, shown as it goes, stopped when told. Knows no card and no form.

import { lineOf, stream } from "./api.js";
import { $, complain, countingIn, say } from "./dom.js";

export class Drawing {
  #control = null;
  #began = 0;
  #ticking = 0;
  #share = 0;

  constructor() {
    $("#stop").addEventListener("click", () => this.stop());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.busy && !$("dialog[open]") && !event.defaultPrevented) this.stop();
    });
  }

  get busy() {
    return this.#control !== null;
  }

  stop() {
    this.#control?.abort();
  }

  /** Whether nothing is being drawn; where something is, that is told. */
  free() {
    if (this.busy) complain("Another drawing is under way: wait for it, or press Stop first.");
    return !this.busy;
  }

  /**
   * Draw a request of the API. `what` is said of it ("Drawing 8 sprites"); `on` may have begun() for when the server
   * took it, step(data), sprite(data) and note(text). Resolves to how many sprites came; errors are shown, not thrown.
   */
  async run(request, what, on) {
    if (!this.free()) return 0;
    this.#control = new AbortController();
    this.#start(what);
    const { signal } = this.#control;
    let sprites = 0;
    let problem = "";
    try {
      const asked = { body: request, signal, waiting: countingIn($("#bar-what")) };
      for await (const { event, data } of stream("/v1/sprites/stream", asked)) {
        signal.throwIfAborted();
        if (event === "queued") on.begun?.();
        if (event === "queued" && data.waiting) $("#bar-what").textContent = `Waiting: ${data.waiting} before this one`;
        if (event === "step") {
          this.#step(what, data);
          await on.step?.(data);
        }
        if (event === "sprite") {
          sprites += 1;
          await on.sprite?.(data);
        }
        if (event === "note") on.note?.(data.text);
        if (event === "problem") {
          problem = `${data.where}: ${data.what}`;
          on.note?.(problem);
        }
        if (event === "error") complain(lineOf(data));
      }
      if (!sprites && problem) complain(problem);
      else say(`${sprites === 1 ? "1 sprite" : `${sprites} sprites`} drawn in ${this.#seconds()} seconds.`);
    } catch (error) {
      if (error.name === "AbortError") say(`Stopped after ${sprites} sprites.`);
      else complain(error.message);
    } finally {
      this.#end();
    }
    return sprites;
  }

  #start(what) {
    complain("");
    say(`${what}.`);
    this.#began = performance.now();
    this.#share = 0;
    $("#bar-what").textContent = what;
    $("#bar-progress").removeAttribute("value");
    $("#bar").hidden = false;
    $("#draw-button").setAttribute("aria-disabled", "true");
    document.body.classList.add("drawing");
    this.#tick();
    this.#ticking = setInterval(() => this.#tick(), 500);
  }

  #step(what, { drawn, pictures, done, steps }) {
    this.#share = Math.min(1, (drawn + (steps ? done / steps : 0)) / pictures);
    $("#bar-progress").value = this.#share;
    $("#bar-what").textContent = pictures > 1 ? `${what}: ${Math.min(drawn + 1, pictures)} of ${pictures}` : what;
  }

  #tick() {
    const seconds = this.#seconds();
    const left = this.#share > 0.05 ? Math.ceil(seconds / this.#share - seconds) : 0;
    $("#bar-time").textContent = left ? `${seconds} s, about ${left} s left` : `${seconds} s`;
  }

  #seconds() {
    return Math.round((performance.now() - this.#began) / 1000);
  }

  #end() {
    clearInterval(this.#ticking);
    const held = $("#bar").contains(document.activeElement);
    this.#control = null;
    $("#bar").hidden = true;
    $("#draw-button").removeAttribute("aria-disabled");
    document.body.classList.remove("drawing");
    if (held) $("#draw-button").focus({ preventScroll: true });
  }
}
