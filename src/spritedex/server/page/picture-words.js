// What a read picture shows, in words: a sentence to draw from, and what it is made of, unsure where the words are.

import { el } from "./dom.js";
import { showError } from "./notices.js";

/** @import { PictureDescription, ReadPicture } from "./types.js" */

const PERHAPS = 3; // nouns that are named where none is sure

/**
 * @typedef {object} WordActions
 * @property {((picture: ReadPicture) => Promise<PictureDescription>) | null} describe null where the classifier has no words
 * @property {((picture: ReadPicture, prompt: string) => Promise<void>) | null} vary null where the painter takes no picture
 */

/**
 * The words of a picture, filled in as they come, and a button that draws a variation from them.
 * @param {ReadPicture} picture
 * @param {WordActions} on
 */
export function pictureWords(picture, { describe, vary }) {
  const { types } = picture.reading;
  const place = el("div", { class: "words", "aria-busy": String(Boolean(describe)) }, el("h3", {}, "In words"));
  const wrong = el("p", { class: "wrong", role: "alert" });
  const described = describe?.(picture).then((found) => {
    place.append(el("p", { class: "described", dir: "auto" }, sentence(found.text)), parts(found));
    return found.text;
  }).catch((error) => {
    wrong.textContent = error instanceof Error ? error.message : String(error);
    return "";
  }).finally(() => place.setAttribute("aria-busy", "false"));
  const draw = async () => vary?.(picture, await described || `a ${types.join(" and ")} type creature`);
  return el("div", {},
    describe && place, wrong,
    vary && types.length > 0 && el("button", {
      type: "button", onclick: () => draw().catch(showError),
    }, "Draw a variation of this"));
}

/** @param {PictureDescription} description */
function parts({ subject, subjects, colors, size, build, features }) {
  const perhaps = Object.keys(subjects).slice(0, PERHAPS);
  const rows = /** @type {[string, string][]} */ ([
    ["What it is", subject ? percents({ [subject]: subjects[subject] }) : notSure(perhaps)],
    ["Colors", percents(colors)],
    ["Size and build", percents({ ...size, ...build }) || notSure()],
    ["Features", percents(features) || notSure()],
  ]);
  return el("dl", {}, ...rows.flatMap(([name, text]) => [el("dt", {}, name), el("dd", {}, text)]));
}

/** @param {string[]} [perhaps] */
function notSure(perhaps = []) {
  if (!perhaps.length) return "not sure";
  return `not sure; perhaps ${perhaps.slice(0, -1).join(", ")}${perhaps.length > 1 ? " or " : ""}${perhaps.at(-1)}`;
}

/** @param {Record<string, number>} words */
function percents(words) {
  return Object.entries(words).map(([word, share]) => `${word} ${Math.round(share * 100)} %`).join(", ");
}

/** @param {string} text */
function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
