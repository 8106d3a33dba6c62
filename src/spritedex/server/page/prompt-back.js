// The button that brings back the prompt in whose place another one was entered. Knows no form.

import { $ } from "./dom.js";

export class PromptBack {
  #button = $("#prompt-back");
  #text = $("#prompt-back bdi");

  /** @param {(prompt: string) => void} use called with the prompt to enter again */
  constructor(use) {
    this.#button.addEventListener("click", () => use(this.#text.textContent ?? ""));
    $("#prompt").addEventListener("input", () => { this.#button.hidden = true; });
  }

  /**
   * @param {string} before what was entered
   * @param {string} prompt what is entered now
   */
  offer(before, prompt) {
    this.#text.textContent = before;
    this.#button.title = `Back to “${before}”`;
    this.#button.hidden = !before || before === prompt;
  }
}
