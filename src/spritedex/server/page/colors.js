// Colors as #rrggbb: parts, distance, luminance, readable text. Knows no element.

/**
 * Red, green and blue in 0..255.
 * @param {string} color #rrggbb
 */
export function rgbOf(color) {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}

/**
 * #rrggbb of red, green and blue in 0..255.
 * @param {number[]} rgb
 */
export function hexOf(rgb) {
  return `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Squared distance of two colors in RGB.
 * @param {string} one
 * @param {string} other
 */
export function distance(one, other) {
  const target = rgbOf(other);
  return rgbOf(one).reduce((sum, value, at) => sum + (value - target[at]) ** 2, 0);
}

/**
 * Relative luminance in [0, 1] (WCAG 2).
 * @param {string} color
 */
export function luminance(color) {
  const [r, g, b] = rgbOf(color).map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Black or white text, whichever has more contrast on a color: always 4.5 or more (WCAG 2).
 * @param {string} color
 */
export function textColorOn(color) {
  return luminance(color) > 0.179 ? "#000" : "#fff";
}
