// Palettes of colors as #rrggbb: read from files and texts, changed in hue, laid on other palettes. Knows no element.

import { hexOf, luminance, rgbOf } from "./colors.js";

/** @import { Swaps } from "./types.js" */

const MOST = 256;
const SHARED = 32;
const ROUNDS = 12;

/** Palettes to start from. @type {Record<string, string[]>} */
export const PRESETS = {
  "Handheld": ["#1b2a1b", "#3f5f34", "#86a34a", "#d6e59a"],
  "Paper": ["#1f1c1a", "#6b6259", "#b8ab97", "#f4ecdc"],
  "Sunset": ["#2b1233", "#6d1f4f", "#b5344a", "#e8693a", "#f6ab4f", "#fde7a3"],
  "Deep sea": ["#08142b", "#123a5c", "#1c6f8c", "#35a7a3", "#8fd9b6", "#eafbe0"],
  "Candy": ["#3a1f4d", "#7c3f8c", "#d0619e", "#f59cb4", "#8fd3ee", "#fff3f5"],
  "Forest": ["#17201a", "#30492d", "#5c7a35", "#a3b14f", "#b07a48", "#f0e2b6"],
};

/**
 * The colors of a palette as text: .hex, .gpl (GIMP), .pal (JASC), or a list of hex colors as Lospec shows it. Throws
 * where there is none.
 * @param {string} text
 */
export function parsePalette(text) {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const triples = /^(GIMP Palette|JASC-PAL)/.test(lines[0])
    ? lines.map((line) => line.match(/^(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})\b/)?.slice(1, 4).map(Number))
    : [...text.matchAll(/(?<![\da-f])#?(?:[\da-f]{2})?([\da-f]{6})(?![\da-f])/gi)].map(([, hex]) => rgbOf(`#${hex}`));
  const colors = triples.filter((each) => each?.every((value) => value < 256)).map((each) => hexOf(each ?? []));
  const found = [...new Set(colors)].slice(0, MOST);
  if (!found.length) throw new Error("There are no colors in it: give .hex, .gpl or .pal, or colors such as #5a7f3c.");
  return found;
}

/**
 * Swaps that give each color the one of `palette` that is nearest in lightness and hue.
 * @param {string[]} colors
 * @param {string[]} palette
 * @returns {Swaps}
 */
export function swapsTo(colors, palette) {
  const targets = palette.map(okLab);
  return swapsOf(colors, (color) => palette[nearest(targets, okLab(color))]);
}

/**
 * At most 32 colors that stand for all of these: k-means in Oklab, begun at colors that are far from each other.
 * @param {string[]} colors
 */
export function sharedPalette(colors) {
  const labs = [...new Set(colors)].map(okLab);
  let centers = labs.slice(0, 1);
  while (centers.length < Math.min(SHARED, labs.length)) {
    const gaps = labs.map((lab) => apart(lab, centers[nearest(centers, lab)]));
    centers.push(labs[gaps.indexOf(Math.max(...gaps))]);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const closest = labs.map((lab) => nearest(centers, lab));
    centers = centers.map((center, number) => {
      const group = labs.filter((_, at) => closest[at] === number);
      return group.length ? center.map((_, part) => group.reduce((sum, lab) => sum + lab[part], 0) / group.length) : center;
    });
  }
  return darkToBright([...new Set(centers.map(hexOfOkLab))]);
}

/**
 * Which of these is nearest to a color in Oklab.
 * @param {number[][]} labs
 * @param {number[]} lab
 */
function nearest(labs, lab) {
  return labs.reduce((best, each, at) => (apart(each, lab) < apart(labs[best], lab) ? at : best), 0);
}

/**
 * Squared distance in Oklab, in which lightness counts twice.
 * @param {number[]} one
 * @param {number[]} other
 */
function apart(one, other) {
  return 4 * (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2;
}

/**
 * Swaps that turn the hue of each color.
 * @param {string[]} colors
 * @param {number} degrees
 * @returns {Swaps}
 */
export function hueSwaps(colors, degrees) {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return swapsOf(colors, (color) => {
    const [l, a, b] = okLab(color);
    return hexOfOkLab([l, a * cos - b * sin, a * sin + b * cos]);
  });
}

/**
 * Colors from dark to bright.
 * @param {string[]} colors
 */
export function darkToBright(colors) {
  return colors.toSorted((one, other) => luminance(one) - luminance(other));
}

/**
 * @param {string[]} colors
 * @param {(color: string) => string} to
 */
function swapsOf(colors, to) {
  return Object.fromEntries(colors.map((color) => [color, to(color)]).filter(([from, target]) => from !== target));
}

/**
 * Oklab (Ottosson 2020): lightness, green to red, blue to yellow.
 * @param {string} color
 */
function okLab(color) {
  const [r, g, b] = rgbOf(color).map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** @param {number[]} lab */
function hexOfOkLab([light, a, b]) {
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return hexOf(linear.map((value) => {
    const clear = Math.min(1, Math.max(0, value));
    return 255 * (clear <= 0.0031308 ? 12.92 * clear : 1.055 * clear ** (1 / 2.4) - 0.055);
  }));
}
