// How large sprites are: whole screen pixels for each of theirs, also where the screen's scale is fractional, and as
// large as what belongs together fits the window.

import { $ } from "./dom.js";
import { SIDE } from "./pixels.js";

// CSS pixels, of the layout in base.css, draw.css and gallery.css
const NARROW = 640;
const FORM = 400;
const MARGINS = 32;
const HEADS = { cards: 150, shelf: 110, thumbs: 220 };
const CARD = { width: 30, height: 116 };
const BOARD = { width: 0, height: 20 };
const THUMB = { width: 16, height: 48 };

const COLUMNS = 4;
const SHELF = 18;
const SMALLEST_CANVAS = 3;
const LARGEST = { card: 7, shelf: 6, thumb: 5 };

/**
 * The CSS pixels for each pixel of a sprite to paint on that fit the window: a whole number of screen pixels.
 * @param {number} largest
 */
export function canvasZoom(largest) {
  const density = window.devicePixelRatio || 1;
  const available = Math.min(window.innerWidth - 56, window.innerHeight - 150) / SIDE;
  return Math.floor(Math.min(largest, Math.max(SMALLEST_CANVAS, available)) * density) / density;
}

/** Let the form stay in sight while the page is scrolled, if all of it fits the window. */
export function followScroll() {
  const form = $("#draw-form");
  const fit = () => {
    const fits = form.offsetHeight + MARGINS <= window.innerHeight;
    const focused = document.activeElement;
    if (form.classList.toggle("fits", fits) || !form.contains(focused)) return;
    focused?.scrollIntoView({ block: "nearest" });
  };
  new ResizeObserver(fit).observe(form);
  window.addEventListener("resize", fit);
}

/** Set the sizes of cards and shelf. */
export function setSizes() {
  const { innerWidth: width, innerHeight: height } = window;
  const narrow = width < NARROW;
  const side = Math.min((width - FORM) / COLUMNS - CARD.width, (height - HEADS.cards) / 2 - CARD.height);
  set("zoom", narrow ? 2 : Math.min(LARGEST.card, Math.max(3, side / SIDE)));
  set("shelf-zoom", narrow ? 4 / 3
    : Math.max(2, fitting(SHELF, BOARD, width - FORM, height - HEADS.shelf, LARGEST.shelf)));
}

/**
 * Set the size of the gallery's pictures.
 * @param {number} count
 */
export function setThumbSize(count) {
  const { innerWidth: width, innerHeight: height } = window;
  const least = width < NARROW ? 1 : 2;
  set("thumb-zoom", Math.max(least, fitting(count, THUMB, width - MARGINS, height - HEADS.thumbs, LARGEST.thumb)));
}

/**
 * The largest zoom at which so many sprites, each with a rim around it, fit a width and a height; 1 if none does.
 * @param {number} count
 * @param {{ width: number, height: number }} rim
 * @param {number} width
 * @param {number} height
 * @param {number} largest
 */
function fitting(count, rim, width, height, largest) {
  for (let zoom = largest; zoom > 1; zoom -= 1 / scale()) {
    const columns = Math.floor(width / (zoom * SIDE + rim.width));
    if (columns && Math.ceil(count / columns) * (zoom * SIDE + rim.height) <= height) return zoom;
  }
  return 1;
}

/**
 * @param {string} name
 * @param {number} zoom
 */
function set(name, zoom) {
  const whole = Math.max(1, Math.floor(zoom * scale() + 1e-6)) / scale();
  document.documentElement.style.setProperty(`--${name}`, String(whole));
}

function scale() {
  return window.devicePixelRatio || 1;
}
