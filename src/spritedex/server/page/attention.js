// A prompt whose words can be pointed at, to show where each counts. Knows no sprite.

import { el, roving } from "./dom.js";

/** @import { Word } from "./types.js" */

/**
 * A prompt, or the way from one to another, as an element, with a button for each of `words` of the first, which come in
 * their order. `highlight(index)` is called when one is pointed at or focused, `highlight(null)` when none is any more.
 * @param {string[]} prompts
 * @param {Word[]} words
 * @param {(index: number | null) => void} highlight
 */
export function promptLine([prompt, ...others], words, highlight) {
  const first = el("span");
  const line = el("p", { class: "prompt-line", dir: "auto" }, first);
  let at = 0;
  words.forEach(({ word, share }, index) => {
    const start = indexOfWord(word, prompt, at);
    if (start < 0) return;
    first.append(prompt.slice(at, start), wordButton(prompt.slice(start, start + word.length), share, index, highlight));
    at = start + word.length;
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
 * Where a whole word starts in a text, at `from` or later; -1 if nowhere.
 * @param {string} word
 * @param {string} text
 * @param {number} from
 */
function indexOfWord(word, text, from) {
  const escaped = word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "giu");
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
}

/**
 * An inline element, as a real button would put the words of a right-to-left sentence in a wrong order.
 * @param {string} text
 * @param {number} share
 * @param {number} index
 * @param {(index: number | null) => void} highlight
 */
function wordButton(text, share, index, highlight) {
  const description = `counts ${Math.round(share * 100)} % of the prompt`;
  return el("span", {
    role: "button", class: "word", title: description, "aria-description": description, tabindex: -1,
    onmouseenter: () => highlight(index), onmouseleave: () => highlight(null),
    onfocus: () => highlight(index), onblur: () => highlight(null),
  }, text);
}
