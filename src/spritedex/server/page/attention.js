// The words of a sentence: hover or focus one, and the regions that looked at it light up. Knows no card.

import { el, roving } from "./dom.js";

/**
 * The sentence as an element. `words` are [{ word, share }] in their order; `look(index)` is called when one is pointed
 * at or focused, `look(null)` when none is any more.
 */
export function sentence(prompt, words, look) {
  const line = el("p", { class: "sentence" });
  const letters = prompt.toLowerCase();
  let at = 0;
  words.forEach(({ word, share }, index) => {
    const start = letters.indexOf(word.toLowerCase(), at);
    if (start < 0) return;
    line.append(prompt.slice(at, start), wordButton(prompt.slice(start, start + word.length), share, index, look));
    at = start + word.length;
  });
  line.append(prompt.slice(at));
  if (line.firstElementChild) {
    line.setAttribute("role", "toolbar");
    line.setAttribute("aria-label", `Words of “${prompt}”: where each was looked at`);
    roving(line);
  }
  return line;
}

function wordButton(text, share, index, look) {
  const told = `${Math.round(share * 100)} % of all attention`;
  return el("button", {
    type: "button", class: "word", title: told, "aria-description": told,
    onmouseenter: () => look(index), onmouseleave: () => look(null),
    onfocus: () => look(index), onblur: () => look(null),
  }, text);
}
