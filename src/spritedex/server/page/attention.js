// The words of a sentence: hover or focus one, and where it counts lights up. Knows no card.

import { el, roving } from "./dom.js";

/**
 * The sentence as an element. `words` are [{ word, share }] in their order; `look(index)` is called when one is pointed
 * at or focused, `look(null)` when none is any more.
 */
export function sentence(prompt, words, look) {
  const line = el("p", { class: "sentence" });
  let at = 0;
  words.forEach(({ word, share }, index) => {
    const start = placeOf(word, prompt, at);
    if (start < 0) return;
    line.append(prompt.slice(at, start), wordButton(prompt.slice(start, start + word.length), share, index, look));
    at = start + word.length;
  });
  line.append(prompt.slice(at));
  if (line.firstElementChild) {
    line.setAttribute("role", "toolbar");
    line.setAttribute("aria-label", `Words of “${prompt}”: where each counts`);
    roving(line);
  }
  return line;
}

/** Where a whole word stands in a text, from a place on; -1 if nowhere. */
function placeOf(word, text, from) {
  const plain = word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const found = new RegExp(`(?<![\\p{L}\\p{N}])${plain}(?![\\p{L}\\p{N}])`, "giu");
  found.lastIndex = from;
  return found.exec(text)?.index ?? -1;
}

function wordButton(text, share, index, look) {
  const told = `counts ${Math.round(share * 100)} % of the sentence`;
  return el("button", {
    type: "button", class: "word", title: told, "aria-description": told,
    onmouseenter: () => look(index), onmouseleave: () => look(null),
    onfocus: () => look(index), onblur: () => look(null),
  }, text);
}
