// The form of the Draw tab: what to draw. Knows the models' limits; keeps what is entered across reloads.

import { asksForSomething } from "./address.js";
import { $, colorByType, el, input, isValid, roving } from "./dom.js";
import { storeDraft, storedDraft } from "./draft.js";
import { addExamples } from "./examples.js";
import { clearRefusal, tell } from "./notices.js";
import { PromptBack } from "./prompt-back.js";
import { SketchField } from "./sketch-field.js";
import { randomSeed } from "./sprite.js";

/** @import { FormValues, ModelsAnswer, SpriteRequest } from "./types.js" */

const DEFAULT_STYLE = "pixel";
const USUAL_COUNT = 8;
const CANDIDATES = 16;
const MOST_TYPES = 2;
const WIDE = "(min-width: 60rem)";

export class DrawForm {
  sketchField = new SketchField(() => {
    this.#storeDraft();
    this.#tell();
  });
  #form = $("#draw-form", HTMLFormElement);
  #prompt = $("#prompt", HTMLTextAreaElement);
  #seed = input("seed");
  /** @type {Map<string, HTMLButtonElement>} */
  #types = new Map();
  #models;
  #seedUsed = false;
  #promptBack = new PromptBack((prompt) => {
    this.replacePrompt(prompt);
    this.#prompt.focus();
    this.#tell();
  });
  #draw;
  /** @type {(() => void)[]} */
  #listeners = [];

  /**
   * @param {ModelsAnswer} models
   * @param {(request: SpriteRequest) => void} draw called when the form is sent
   */
  constructor(models, draw) {
    this.#models = models;
    this.#draw = draw;
    this.#setLimits();
    addExamples(models, (prompt) => this.#drawPrompt(prompt));
    if (models.generator.accepts_options) this.#addAttributes();
    this.#seed.value = String(randomSeed());
    const typed = this.#prompt.value; // before the page was ready
    this.fill({ ...storedDraft(), ...(typed ? { prompt: typed } : {}) });
    this.#seed.addEventListener("input", () => this.#lock(true));
    $("#lock").addEventListener("click", () => {
      this.#lock(!this.#locked);
      this.#storeDraft();
    });
    this.#form.addEventListener("input", () => {
      clearRefusal();
      this.#storeDraft();
      this.#tell();
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#form.addEventListener("invalid", ({ target }) => {
      if (target instanceof Element) target.closest("details")?.setAttribute("open", "");
    }, true);
    this.#form.addEventListener("keydown", (event) => {
      const inPrompt = event.target === this.#prompt && !event.shiftKey && !event.isComposing;
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey || inPrompt)) return;
      event.preventDefault();
      this.#form.requestSubmit();
    });
    $("#draw-button", HTMLButtonElement).disabled = false;
  }

  /** @param {() => void} listener called when what to draw is changed by hand */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }

  /**
   * What the form asks for, with the seed that Draw will use; null where it asks for nothing, or for what may not be.
   * @returns {SpriteRequest | null}
   */
  get asked() {
    const { request } = this;
    if (!asksForSomething(request) || !this.#form.matches(":valid")) return null;
    if (this.#seedUsed && !this.#locked) this.#seed.value = String(randomSeed());
    this.#seedUsed = false;
    return { ...request, seed: Number(this.#seed.value) };
  }

  /**
   * Draw one sprite of what the form asks for.
   * @param {number} seed
   */
  drawOne(seed) {
    if (!document.body.classList.contains("drawing")) this.#draw({ ...this.request, best_of: null, count: 1, seed });
  }

  /**
   * Keep this seed for the next drawings.
   * @param {number} seed
   */
  lockSeed(seed) {
    this.fill({ seed: String(seed), locked: "true" });
  }

  /**
   * Enter values; those that the models do not know or that are out of range are left out. A seed counts as used.
   * @param {FormValues} values
   */
  fill({ types, novel, best_of: best, locked, sketch, ...fields }) {
    for (const [name, value] of Object.entries(fields)) {
      const field = this.#form.elements.namedItem(name);
      if (!field || !("value" in field)) continue;
      const before = field.value;
      field.value = value;
      if (field instanceof HTMLElement && !isValid(field)) field.value = before;
    }
    if (fields.seed !== undefined) this.#seedUsed = true;
    if (types !== undefined) {
      const chosen = types.split(",").filter((name) => this.#types.has(name));
      for (const [each, button] of this.#types) button.setAttribute("aria-pressed", String(chosen.includes(each)));
    }
    if (novel !== undefined) input("novel").checked = novel === "true";
    if (best !== undefined) input("best").checked = best !== "false";
    if (locked !== undefined) this.#lock(locked === "true");
    if (sketch !== undefined) this.sketchField.choose(sketch);
    this.#storeDraft();
  }

  /**
   * Enter another prompt; a button brings back the one that was there.
   * @param {string} prompt
   */
  replacePrompt(prompt) {
    this.#promptBack.offer(this.prompt.trim(), prompt);
    this.fill({ prompt });
    this.sketchField.remind();
  }

  /**
   * Draw a prompt, from this seed on.
   * @param {string} prompt
   * @param {number} seed
   */
  remix(prompt, seed) {
    this.replacePrompt(prompt);
    this.drawFrom(seed);
  }

  /**
   * Draw what is entered from this seed on, once: the drawing after it has another seed.
   * @param {number} seed
   */
  drawFrom(seed) {
    this.fill({ seed: String(seed), locked: "false" });
    this.#seedUsed = false;
    this.submit();
  }

  /** Send the form, as the Draw button does. */
  submit() {
    this.#form.requestSubmit();
  }

  #storeDraft() {
    const values = Object.fromEntries([...new FormData(this.#form)].map(([name, value]) => [name, String(value)]));
    if (!this.#locked) delete values.seed;
    const { accepts_options: acceptsOptions } = this.#models.generator;
    storeDraft({
      ...values, ...(acceptsOptions ? { types: this.#chosenTypes.join(",") } : {}),
      novel: String(input("novel").checked), best_of: String(input("best").checked), locked: String(this.#locked),
      sketch: this.sketchField.name,
    });
  }

  get #locked() {
    return $("#lock").getAttribute("aria-pressed") === "true";
  }

  /** @param {boolean} locked */
  #lock(locked) {
    $("#lock").setAttribute("aria-pressed", String(locked));
    $("#lock").textContent = locked ? "Locked" : "Lock";
  }

  #setLimits() {
    const { generator, classifier, limits } = this.#models;
    this.#prompt.maxLength = limits.prompt;
    input("count").max = String(limits.count);
    input("count").value = String(Math.min(USUAL_COUNT, limits.count));
    input("num-steps").max = String(limits.num_steps);
    input("num-steps").placeholder = String(generator.num_steps ?? "");
    input("guidance-scale").placeholder = String(generator.guidance_scale ?? "");
    $("#attributes", HTMLDetailsElement).open = matchMedia(WIDE).matches;
    for (const id of ["attributes", "advanced", "sketch-field"]) $(`#${id}`).hidden = !generator.accepts_options;
    $("#prompt-only").hidden = generator.accepts_options;
    $("#novel-label").hidden = !classifier.has_gallery;
  }

  /** @param {string} prompt */
  #drawPrompt(prompt) {
    this.replacePrompt(prompt);
    this.submit();
  }

  #addAttributes() {
    const { generator, types, colors, shapes, sizes } = this.#models;
    const chosen = generator.styles.includes(DEFAULT_STYLE) ? DEFAULT_STYLE : generator.styles[0];
    $("#styles").append(...[...new Set([chosen, ...generator.styles])].map((style) =>
      el("label", {}, el("input", { type: "radio", name: "style", value: style, checked: style === chosen }),
        el("span", {}, style))));
    for (const { name, color } of types) {
      const button = el("button", {
        type: "button", class: "type", "aria-pressed": "false", onclick: () => this.#toggleType(name),
      }, name);
      this.#types.set(name, colorByType(button, color));
    }
    $("#types").append(...this.#types.values());
    roving($("#types"));
    for (const [id, words] of Object.entries({ color: colors, shape: shapes, size: sizes })) {
      $(`#${id}`).append(el("option", { value: "" }, "any"), ...words.map((word) => el("option", {}, word)));
    }
  }

  get #chosenTypes() {
    return [...this.#types].filter(([, button]) => button.ariaPressed === "true").map(([name]) => name);
  }

  /**
   * A third type replaces the first.
   * @param {string} name
   */
  #toggleType(name) {
    const before = this.#chosenTypes;
    const chosen = before.includes(name) ? before.filter((each) => each !== name) : [...before, name];
    const kept = chosen.slice(-MOST_TYPES);
    for (const [each, button] of this.#types) button.setAttribute("aria-pressed", String(kept.includes(each)));
    this.#storeDraft();
    this.#tell();
    if (chosen.length > MOST_TYPES) tell(`At most ${MOST_TYPES} types: ${kept.join(" and ")}.`);
  }

  #send() {
    if (document.body.classList.contains("drawing")) return;
    if (!asksForSomething(this.request)) this.fill({ prompt: this.#prompt.placeholder });
    this.#draw({ ...this.request, seed: this.#nextSeed() });
  }

  /** The seed shown if it is locked or unused, else a random one. */
  #nextSeed() {
    if (this.#seedUsed && !this.#locked) this.#seed.value = String(randomSeed());
    this.#seedUsed = true;
    this.#storeDraft();
    return Number(this.#seed.value);
  }

  get prompt() {
    return this.#prompt.value;
  }

  /** The seed that is shown. */
  get seed() {
    return Number(this.#seed.value);
  }

  /**
   * What is entered, without a seed.
   * @returns {SpriteRequest & { count: number }}
   */
  get request() {
    const values = new FormData(this.#form);
    const text = (/** @type {string} */ name) => String(values.get(name) ?? "").trim();
    const number = (/** @type {string} */ name) => (text(name) ? Number(text(name)) : null);
    const request = { prompt: text("prompt").replaceAll(/\s+/g, " "), count: Number(text("count")) };
    if (!this.#models.generator.accepts_options) return request;
    return {
      ...request, style: text("style"), types: this.#chosenTypes, color: text("color"), shape: text("shape"),
      size: text("size"), negative_prompt: text("negative_prompt"), num_steps: number("num_steps"),
      guidance_scale: number("guidance_scale"), novel: input("novel").checked,
      best_of: input("best").checked ? Math.max(CANDIDATES, request.count) : null, ...this.sketchField.asked,
    };
  }
}
