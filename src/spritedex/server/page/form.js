// The form of the room Draw: what is asked for. Knows the models' limits; draws nothing itself.

import { $, complain, el, inkOn, roving, say } from "./dom.js";
import { freshSeed } from "./piece.js";

const EXAMPLES = {
  "burning lizard": "a small orange lizard with a burning tail",
  "big eyes": "a round blue water creature with big eyes",
  "flowers": "a tall green plant with purple flowers",
  "mossy turtle": "a grey stone turtle with moss on its shell",
  "crooked smile": "a pink ghost with a crooked smile",
};
const MOST_TYPES = 2;
const WIDE = "(min-width: 60rem)";

export class Form {
  #form = $("#wish");
  #types = new Map();
  #models;
  #seedUsed = false;

  /** `draw(request)` is called when it is sent. */
  constructor(models, draw) {
    this.#models = models;
    const { generator, limits } = models;
    $("#prompt").maxLength = limits.prompt;
    $("#count").max = limits.count;
    $("#count").value = Math.min(8, limits.count);
    $("#steps").max = limits.steps;
    $("#steps").placeholder = generator.steps ?? "";
    $("#guidance").placeholder = generator.guidance ?? "";
    $("#traits").open = matchMedia(WIDE).matches;
    this.#examples();
    if (generator.paints) this.#traits();
    for (const id of ["traits", "more"]) $(`#${id}`).hidden = !generator.paints;
    $("#only-prompt").hidden = generator.paints;
    $("#novel").closest("label").hidden = !models.reader.knows_creatures;
    $("#seed").value = freshSeed();
    $("#seed").addEventListener("input", () => this.#lock(true));
    $("#lock").addEventListener("click", () => this.#lock(!this.#locked));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(draw);
    });
    this.#form.addEventListener("invalid", ({ target }) => {
      target.closest("details")?.setAttribute("open", "");
    }, true);
    this.#form.addEventListener("keydown", (event) => {
      const lone = event.target.id === "prompt" && !event.shiftKey && !event.isComposing;
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey || lone)) return;
      event.preventDefault();
      this.#form.requestSubmit();
    });
  }

  /** Keep this seed for the next drawings. */
  lockSeed(seed) {
    $("#seed").value = seed;
    this.#lock(true);
  }

  get #locked() {
    return $("#lock").getAttribute("aria-pressed") === "true";
  }

  #lock(locked) {
    $("#lock").setAttribute("aria-pressed", locked);
    $("#lock").textContent = locked ? "Locked" : "Lock";
  }

  #examples() {
    $("#examples").append(...Object.entries(EXAMPLES).map(([name, text]) => el("button", {
      type: "button", class: "chip", title: text,
      onclick: () => {
        $("#prompt").value = text;
        $("#prompt").focus();
      },
    }, name)));
    roving($("#examples"));
  }

  #traits() {
    const { generator, types, colours, shapes, sizes } = this.#models;
    const chosen = generator.styles.includes("pixel") ? "pixel" : generator.styles[0];
    $("#styles").append(...[...new Set([chosen, ...generator.styles])].map((style) =>
      el("label", {}, el("input", { type: "radio", name: "style", value: style, checked: style === chosen }),
        el("span", {}, style))));
    for (const { name, colour } of types) {
      const button = el("button", { type: "button", class: "type", "aria-pressed": "false" }, name);
      button.style.setProperty("--type", colour);
      button.style.setProperty("--type-ink", inkOn(colour));
      button.addEventListener("click", () => this.#toggle(name));
      this.#types.set(name, button);
    }
    $("#types").append(...this.#types.values());
    roving($("#types"));
    for (const [id, words] of [["colour", colours], ["shape", shapes], ["size", sizes]]) {
      $(`#${id}`).append(el("option", { value: "" }, "any"), ...words.map((word) => el("option", {}, word)));
    }
  }

  get #chosen() {
    const pressed = ([, button]) => button.getAttribute("aria-pressed") === "true";
    return [...this.#types].filter(pressed).map(([name]) => name);
  }

  /** A third type takes the place of the first. */
  #toggle(name) {
    const button = this.#types.get(name);
    const press = button.getAttribute("aria-pressed") !== "true";
    const before = this.#chosen;
    if (press && before.length === MOST_TYPES) this.#types.get(before[0]).setAttribute("aria-pressed", "false");
    button.setAttribute("aria-pressed", press);
    if (press && before.length === MOST_TYPES) say(`${this.#chosen.join(" and ")}: a creature has at most two types.`);
  }

  #send(draw) {
    if (document.body.classList.contains("drawing")) return;
    const request = this.#request();
    const { paints } = this.#models.generator;
    if (!request.prompt && !(paints && (request.types.length || request.colour || request.shape || request.size))) {
      complain(paints ? "Say what to draw, or choose a trait." : "Say what to draw.");
      $("#prompt").focus();
      return;
    }
    draw({ ...request, seed: this.#nextSeed() });
  }

  /** The seed shown where it is locked or was not drawn with yet, else a fresh one. */
  #nextSeed() {
    if (this.#seedUsed && !this.#locked) $("#seed").value = freshSeed();
    this.#seedUsed = true;
    return Number($("#seed").value);
  }

  #request() {
    const text = (id) => $(`#${id}`).value.trim();
    const number = (id) => (text(id) ? Number(text(id)) : null);
    const request = { prompt: text("prompt").replaceAll(/\s+/g, " "), count: number("count") };
    if (!this.#models.generator.paints) return request;
    return {
      ...request, style: this.#form.elements.style?.value ?? "", types: this.#chosen, colour: text("colour"),
      shape: text("shape"), size: text("size"), negative: text("negative"), steps: number("steps"),
      guidance: number("guidance"), novel: $("#novel").checked,
    };
  }
}
