// What the model understood of a prompt, in words, and marks below the words that mean nothing to it. Knows no request.

import { wordsOf } from "./attention.js";
import { el } from "./dom.js";

/** @import { Understood } from "./types.js" */

const REST = 900; // milliseconds after which the word that is being typed counts as whole

/**
 * A line such as "Understood: lizard · orange", and the words that mean nothing; the last one may still be being typed.
 * @param {Understood} [understood]
 * @returns {(Node | string)[]}
 */
export function understoodText({ subject, colors = [], size, types = [], parts = [], unknown = [] } = {}) {
  const type = types.length && `${types.join(" and ")} type`;
  const all = [subject, colors.join(", "), size, type, parts.join(", ")].filter(Boolean);
  const known = all.length ? [`Understood: ${all.join(" · ")}${unknown.length ? ". " : ""}`] : [];
  if (!unknown.length) return known;
  return [...known, el("span", { class: "unknown" }, "Not understood: ", el("bdi", {}, unknown.join(", ")))];
}

export class UnknownMarks {
  #field;
  #marks;
  /** @type {Set<string>} */
  #unknown = new Set();
  #timer = 0;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {HTMLElement} marks lies below the field, with the same text
   */
  constructor(field, marks) {
    this.#field = field;
    this.#marks = marks;
    field.addEventListener("input", () => {
      field.form?.classList.add("typing");
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => field.form?.classList.remove("typing"), REST);
      this.#render();
    });
    field.addEventListener("scroll", () => { marks.scrollTop = field.scrollTop; });
  }

  /** @param {string[]} unknown words as typed */
  show(unknown) {
    this.#unknown = new Set(unknown);
    this.#render();
  }

  #render() {
    const { value } = this.#field;
    const parts = [];
    let at = 0;
    for (const { text, start } of wordsOf(value)) {
      if (!this.#unknown.has(text)) continue;
      const end = start + text.length;
      parts.push(value.slice(at, start), el("mark", { class: end === value.length ? "last" : null }, text));
      at = end;
    }
    this.#marks.replaceChildren(...parts, `${value.slice(at)}\n`);
  }
}
