// The dialog to choose one of the painter's own sketches to begin at, by picture or by word. Knows no request.

import { requestJson } from "./api.js";
import { openDialog } from "./dialogs.js";
import { el, roving } from "./dom.js";
import { announce, showError, tell } from "./notices.js";
import { NO_SKETCH, sketchPicture, sketchTitle } from "./sketch-field.js";
import { articleOf } from "./surprise.js";

const NONE = "No sketch has that name. Draw one with Doodle, or draw without a sketch.";

/** @import { Context, SketchesAnswer, SketchInfo } from "./types.js" */

/**
 * Open it; what is chosen is the form's sketch from then on.
 * @param {Context} context
 */
export async function openSketchPicker(context) {
  try {
    /** @type {SketchesAnswer} */
    const { sketches } = await requestJson("/v1/sketches");
    if (!document.querySelector("dialog[open]")) new SketchPicker(context, sketches);
  } catch (error) {
    showError(error, [{ label: "Try again", run: () => openSketchPicker(context) }]);
  }
}

class SketchPicker {
  #form;
  #dialog;
  #list = el("ul", { class: "sketches", "aria-label": "Sketches" });
  /** @type {{ element: HTMLElement, words: string }[]} */
  #places = [];

  /**
   * @param {Context} context
   * @param {SketchInfo[]} sketches
   */
  constructor({ form }, sketches) {
    this.#form = form;
    const search = el("input", {
      type: "search", id: "sketch-search", "aria-label": "Find a sketch", placeholder: "owl, dragon, mushroom, …",
      dir: "auto", autocomplete: "off", oninput: ({ currentTarget: { value } }) => this.#filter(value),
    });
    for (const sketch of sketches) {
      const element = this.#place(sketch);
      this.#places.push({ element, words: [sketch.name, ...sketch.nouns].join(" ").toLowerCase() });
    }
    this.#list.append(...this.#places.map(({ element }) => element));
    this.#dialog = openDialog("Choose a sketch", [
      el("p", { class: "hint" }, "A sprite is based on a simple drawing, in the colors and with the parts that the prompt ",
        "names. Choose which, or leave it to the prompt."),
      el("div", { class: "filters" }, search,
        this.#button("By the prompt", ""), this.#button("No sketch", NO_SKETCH)),
      this.#list,
    ]);
    this.#dialog.classList.add("tall");
    roving(this.#list);
    search.focus();
  }

  /** @param {SketchInfo} sketch */
  #place({ name, nouns }) {
    return el("li", {}, el("button", {
      type: "button", title: nouns.join(", "), "aria-pressed": String(this.#form.sketchField.name === name),
      onclick: () => this.#choose(name, nounOf(name, nouns)),
    }, sketchPicture(name), el("span", {}, sketchTitle(name))));
  }

  /**
   * @param {string} label
   * @param {string} name
   */
  #button(label, name) {
    const chosen = this.#form.sketchField.name === name;
    return el("button", { type: "button", "aria-pressed": String(chosen), onclick: () => this.#choose(name) }, label);
  }

  /** @param {string} value */
  #filter(value) {
    const words = value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.#places.filter(({ words: text }) => words.every((word) => text.includes(word)));
    for (const { element } of this.#places) element.hidden = true;
    for (const { element } of found) element.hidden = false;
    const first = words.length ? found.filter(({ words: text }) => ` ${text} `.includes(` ${words[0]} `)) : [];
    this.#list.append(...new Set([...first, ...found].map(({ element }) => element)));
    announce(found.length ? `${found.length} ${found.length === 1 ? "sketch" : "sketches"}.` : NONE);
    roving(this.#list);
  }

  /**
   * Begin at a sketch; an empty prompt becomes what it shows.
   * @param {string} name
   * @param {string} [noun]
   */
  #choose(name, noun) {
    this.#dialog.close();
    this.#form.fill({ sketch: name, ...(noun && !this.#form.prompt.trim() ? { prompt: `${articleOf(noun)} ${noun}` } : {}) });
    if (name) tell(name === NO_SKETCH ? "Draws without a sketch." : `Draws from the sketch ${sketchTitle(name)}.`);
  }
}

/**
 * The noun that a sketch is named by, else the first that means it.
 * @param {string} name
 * @param {string[]} nouns
 */
function nounOf(name, nouns) {
  const plain = sketchTitle(name);
  return nouns.includes(plain) ? plain : nouns[0];
}
