// Composes a sentence of random words for "Surprise me". Knows no element.

/** @import { ModelsAnswer } from "./types.js" */

const SUBJECTS = [
  "fox", "lizard", "turtle", "owl", "fish", "frog", "beetle", "cat", "dragon", "snake", "mouse", "crab", "bat", "bird",
  "plant", "ghost", "mushroom", "wolf", "bear", "rabbit", "moth", "snail", "seal", "goat",
];
const FEATURES = [
  "a burning tail", "big eyes", "small wings", "a long tongue", "two horns", "a striped tail", "moss on its back",
  "a crystal on its head", "long ears", "sharp claws", "a flower on its head", "a round belly", "thick fur",
  "a crooked smile", "spikes on its back", "a curled tail",
];

/**
 * A sentence such as "a small orange fox with a burning tail".
 * @param {ModelsAnswer} models
 */
export function surprise({ sizes, colors }) {
  const words = [pick(sizes), pick(colors), pick(SUBJECTS)].filter(Boolean).join(" ");
  return `${articleOf(words)} ${words} with ${pick(FEATURES)}`;
}

/**
 * "a" or "an" for a text.
 * @param {string} text
 */
export function articleOf(text) {
  return /^[aeiou]/i.test(text) ? "an" : "a";
}

/** @param {string[]} words */
function pick(words) {
  return words[Math.floor(Math.random() * words.length)] ?? "";
}
