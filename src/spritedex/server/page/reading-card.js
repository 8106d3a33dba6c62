// The card of one read picture: types, calibrated probabilities, heatmaps on request, words, the nearest known ones.

import { el, typeBadge } from "./dom.js";
import { heatmapCanvas, showEvidence } from "./heatmaps.js";
import { isUnsure, nearOnes } from "./certainty.js";
import { announce } from "./notices.js";
import { pictureWords } from "./picture-words.js";

/** @import { WordActions } from "./picture-words.js" */
/** @import { Known, PictureReading, ReadPicture } from "./types.js" */

const BARS = 5;
const SMALL = 128; // pixels

/**
 * @typedef {object} HeatmapActions
 * @property {(picture: ReadPicture) => Promise<Record<string, number[][]>>} heatmapsOf
 */

/**
 * @param {ReadPicture} picture
 * @param {Record<string, string>} typeColors
 * @param {HeatmapActions & WordActions} on
 */
export function readingCard(picture, typeColors, { heatmapsOf, ...on }) {
  const { reading, url } = picture;
  const canvas = heatmapCanvas();
  const image = el("div", { class: "picture" }, pictureImage(url, reading.name), canvas);
  if (reading.problem) {
    return el("article", { class: "reading-card" }, image,
      el("div", {}, el("h2", {}, reading.name), el("p", { class: "wrong" }, sentence(reading.problem))));
  }
  return el("article", { class: "reading-card" }, image, el("div", {},
    el("h2", {}, reading.name),
    el("p", { class: "badges" }, ...reading.types.map((name) => typeBadge(name, typeColors)),
      isUnsure(reading) && el("span", { class: "unsure" }, "unsure")),
    probabilityBars(reading, typeColors),
    evidenceButtons(picture, canvas, heatmapsOf),
    pictureWords(picture, on),
    nearestList(reading.nearest ?? [], typeColors),
    el("ul", { class: "notes" }, ...(reading.notes ?? []).map((text) => el("li", {}, text)))));
}

/** @param {string} text */
function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/**
 * @param {PictureReading} reading
 * @param {Record<string, string>} typeColors
 */
function probabilityBars({ probabilities, types }, typeColors) {
  const sorted = Object.entries(probabilities).sort(([, one], [, other]) => other - one);
  const bar = (/** @type {[string, number]} */ [name, probability]) => {
    const fill = el("span", { class: "fill" });
    fill.style.width = `${probability * 100}%`;
    fill.style.background = typeColors[name];
    return el("li", { class: types.includes(name) ? "chosen" : null },
      el("span", {}, name), el("span", { class: "track" }, fill),
      el("span", { class: "number" }, percent(probability)));
  };
  return el("div", {},
    el("ul", { class: "bars", "aria-label": "Probabilities" }, ...sorted.slice(0, BARS).map(bar)),
    el("details", { class: "fold small" }, el("summary", {}, `All ${sorted.length} types`),
      el("div", {}, el("ul", { class: "bars" }, ...sorted.slice(BARS).map(bar)))));
}

/**
 * A toggle for each type that was read: shows its heatmap over the picture. The heatmaps are requested once.
 * @param {ReadPicture} picture
 * @param {HTMLCanvasElement} canvas
 * @param {(picture: ReadPicture) => Promise<Record<string, number[][]>>} heatmapsOf
 */
function evidenceButtons(picture, canvas, heatmapsOf) {
  const legend = el("p", { class: "hint", hidden: true },
    el("span", { class: "warm" }, "warm"), " speaks for the type, ", el("span", { class: "cold" }, "cold"),
    " against it");
  const wrong = el("p", { class: "wrong", role: "alert" });
  let busy = false;
  const buttons = picture.reading.types.map((name) => el("button", {
    type: "button", "aria-pressed": "false", onclick: ({ currentTarget }) => toggle(name, currentTarget),
  }, `Why ${name}?`));

  /**
   * @param {string} name
   * @param {HTMLButtonElement} button
   */
  async function toggle(name, button) {
    if (busy) return;
    wrong.textContent = "";
    const shown = button.ariaPressed === "true";
    if (!shown && !picture.heatmaps) {
      busy = true;
      button.classList.add("waiting");
      announce("Computing the heatmap.");
      try {
        picture.heatmaps = await heatmapsOf(picture);
      } catch (error) {
        wrong.textContent = error instanceof Error ? error.message : String(error);
      }
      busy = false;
      button.classList.remove("waiting");
      if (!picture.heatmaps) return;
    }
    for (const each of buttons) each.setAttribute("aria-pressed", String(each === button && !shown));
    canvas.hidden = shown;
    legend.hidden = shown;
    const heatmap = picture.heatmaps?.[name];
    if (shown || !heatmap) return;
    showEvidence(canvas, heatmap);
    announce(`The heatmap of ${name} is over the picture: ${placeOfHighest(heatmap)} speaks for it most.`);
  }
  return el("div", { class: "evidence" }, ...buttons, legend, wrong);
}

/**
 * Where a heatmap is highest, in words.
 * @param {number[][]} heatmap
 */
function placeOfHighest(heatmap) {
  const values = heatmap.flat();
  const at = values.indexOf(Math.max(...values));
  const columns = heatmap[0].length;
  const row = Math.floor((3 * Math.floor(at / columns)) / heatmap.length);
  const column = Math.floor((3 * (at % columns)) / columns);
  return `${["the top", "the middle", "the bottom"][row]}${[" left", "", " right"][column]}`;
}

/**
 * @param {Known[]} known
 * @param {Record<string, string>} typeColors
 */
function nearestList(known, typeColors) {
  if (!known.length) return null;
  const rows = nearOnes(known).map((each) => el("li", {},
    el("span", {}, `${each.likeness} `, el("b", {}, each.name)),
    el("span", { class: "badges" }, ...each.types.map((type) => typeBadge(type, typeColors)))));
  return el("div", {}, el("h3", {}, "Known creatures"),
    rows.length ? el("ol", { class: "known" }, ...rows) : el("p", { class: "hint" }, "No known creature looks like it."));
}

/**
 * A picture; small ones keep sharp pixels, and a file that is no picture is left out.
 * @param {string} url
 * @param {string} alt
 */
export function pictureImage(url, alt) {
  return el("img", {
    src: url, alt, onerror: ({ currentTarget }) => currentTarget.remove(),
    onload: ({ currentTarget }) => currentTarget.classList.toggle("sharp", currentTarget.naturalWidth <= SMALL),
  });
}

/**
 * A probability in [0, 1] as text.
 * @param {number} probability
 */
export function percent(probability) {
  return probability > 0 && probability < 0.01 ? "<1 %" : `${Math.round(probability * 100)} %`;
}
