// The examples below the prompt: each is drawn at once when it is pressed. Knows no form.

import { $, el, roving } from "./dom.js";
import { surprise } from "./surprise.js";

/** @import { ModelsAnswer } from "./types.js" */

const EXAMPLES = [
  "a grey turtle with moss on its shell",
  "a tall green plant with purple flowers",
  "a pink ghost with a crooked smile",
];

/**
 * Show the examples, and a sentence of random words.
 * @param {ModelsAnswer} models
 * @param {(prompt: string) => void} draw
 */
export function addExamples(models, draw) {
  $("#examples").append(...EXAMPLES.map((text) => el("button", {
    type: "button", class: "chip", onclick: () => draw(text),
  }, text)), el("button", {
    type: "button", class: "chip surprise", title: "Draws a sentence of random words",
    onclick: () => draw(surprise(models)),
  }, "Surprise me"));
  roving($("#examples"));
}
