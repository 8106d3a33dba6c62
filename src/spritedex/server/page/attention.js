// A prompt whose words can be pointed at, to show where each counts. Knows no sprite.

import { el, roving } from "./dom.js";

/** @import { Word } from "./types.js" */

/** A word of a prompt, and where it starts in it. @typedef {{ text: string, start: number }} PromptWord */

/**
 * The words of a text, in order; signs between them are none.
 * @param {string} text
 * @returns {PromptWord[]}
 */
export function wordsOf(text) {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map(({ 0: word, index }) => ({ text: word, start: index }));
}

/**
 * A prompt, or the way from one to another, as an element. Where `highlight` is given, each word of the first is a
 * button: `highlight(index)` is called when one is pointed at or focused, `highlight(null)` when none is any more.
 * @param {string[]} prompts
 * @param {((index: number | null) => void) | null} highlight
 */
export function promptLine([prompt, ...others], highlight) {
  const first = el("span");
  const line = el("p", { class: "prompt-line", dir: "auto" }, first);
  let at = 0;
  (highlight ? wordsOf(prompt) : []).forEach(({ text, start }, index) => {
    first.append(prompt.slice(at, start), wordButton(text, index, highlight ?? (() => {})));
    at = start + text.length;
  });
  first.append(prompt.slice(at));
  for (const other of others) line.append(" → ", el("bdi", {}, other));
  if (first.firstElementChild) {
    line.setAttribute("role", "toolbar");
    line.setAttribute("aria-label", `Words of “${prompt}”: where each counts`);
    roving(line);
  }
  return line;
}

/**
 * Say on the buttons of a line how much each word counts.
 * @param {HTMLElement} line
 * @param {string} prompt
 * @param {Word[]} words
 */
export function describeWords(line, prompt, words) {
  const buttons = /** @type {NodeListOf<HTMLElement>} */ (line.querySelectorAll(".word"));
  wordsOf(prompt).forEach((_, index) => {
    const found = words[indexAmong(prompt, index, words)];
    if (!found || !buttons[index]) return;
    const description = `counts ${Math.round(found.share * 100)} % of the prompt`;
    buttons[index].title = description;
    buttons[index].setAttribute("aria-description", description);
  });
}

/**
 * Where the word with this index of the prompt stands among the words that the model read; -1 if nowhere.
 * @param {string} prompt
 * @param {number} index
 * @param {Word[]} words
 */
export function indexAmong(prompt, index, words) {
  let found = -1;
  let next = 0;
  for (const { text } of wordsOf(prompt).slice(0, index + 1)) {
    found = words.findIndex(({ word }, at) => at >= next && plain(word) === plain(text));
    if (found >= 0) next = found + 1;
  }
  return found;
}

/** @param {string} text */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * An inline element, as a real button would put the words of a right-to-left sentence in a wrong order.
 * @param {string} text
 * @param {number} index
 * @param {(index: number | null) => void} highlight
 */
function wordButton(text, index, highlight) {
  return el("span", {
    role: "button", class: "word", title: "Where this word counts", tabindex: -1,
    onmouseenter: () => highlight(index), onmouseleave: () => highlight(null),
    onfocus: () => highlight(index), onblur: () => highlight(null), onclick: () => highlight(index),
  }, text);
}
