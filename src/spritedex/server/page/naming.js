// Proposes a name and a line for a sprite, from its prompt. Knows no element.

import { articleOf } from "./surprise.js";

const SMALL = new Set(["a", "an", "the", "with", "and", "of", "its", "on", "in", "has", "that", "is", "to", "from",
  "creature", "type"]);
const ENDINGS = ["on", "ix", "ara", "eon", "ino", "ula", "or", "et", "imo", "yn"];
const LINES = [
  "It is shy by day and plays at night.", "It follows people who are kind to it.", "It sleeps where the ground is warm.",
  "When it is glad, it turns in circles.", "It knows every path of its forest.", "It collects small stones that shine.",
  "It calls out before rain.", "It never forgets a face.", "It hides its food and forgets where.",
];

/** @import { Sprite } from "./sprite.js" */

/**
 * A short name from a sound of what a sprite shows, the same for the same prompt and seed.
 * @param {Sprite} sprite
 */
export function proposedName({ data: { understood, prompt, seed } }) {
  const words = contentWords(understood?.subject ?? prompt);
  const name = sound(words[seed % Math.max(1, words.length)] ?? "sprite") + ENDINGS[seed % ENDINGS.length];
  return name.charAt(0).toUpperCase() + name.slice(1).replace(/([aeiou])[aeiou]+/g, "$1").replace(/(.)\1\1+/g, "$1");
}

/**
 * A line as a book of creatures has it, from the prompt.
 * @param {string} prompt
 * @param {number} seed
 */
export function dexLine(prompt, seed) {
  const text = prompt.trim().replace(/[.!]+$/, "");
  const start = /^(a|an|the)\b/i.test(text) ? text : `${articleOf(text)} ${text}`;
  return `${start.charAt(0).toUpperCase()}${start.slice(1)}. ${LINES[seed % LINES.length]}`;
}

/** @param {string} prompt */
function contentWords(prompt) {
  return prompt.toLowerCase().split(/[^\p{L}]+/u).filter((word) => word.length > 2 && !SMALL.has(word));
}

/**
 * The first sound of a word: up to the consonants after its first vowel.
 * @param {string} word
 */
function sound(word) {
  return word.match(/^[^aeiou]*[aeiou]+[^aeiou]?/)?.[0] ?? word.slice(0, 3);
}
