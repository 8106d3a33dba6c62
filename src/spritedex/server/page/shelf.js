// The first screen: sprites made beforehand, each a click to draw more like it. Knows the form, no result.

import { requestJson } from "./api.js";
import { $, el, roving } from "./dom.js";
import { decode, showPixels, SIDE, spaceBelow } from "./pixels.js";

/** @import { Context } from "./types.js" */

/** A sprite of the shelf: `picture` is a PNG in base64. @typedef {{ prompt: string, seed: number, picture: string }} Shown */

/**
 * Fill the shelf from the file that `python -m spritedex.server.shelf` writes.
 * @param {Context} context
 */
export async function openShelf(context) {
  const sprites = await shelfSprites();
  $("#shelf").append(...await Promise.all(sprites.map((sprite) => place(sprite, context))));
  new ResizeObserver(() => requestAnimationFrame(fillRows)).observe($("#shelf"));
}

/** Show as many sprites as fill whole rows. */
function fillRows() {
  const shelf = $("#shelf");
  const columns = getComputedStyle(shelf).gridTemplateColumns.split(" ").length;
  const places = [...shelf.children];
  const shown = Math.max(columns, places.length - (places.length % columns));
  places.forEach((each, at) => each.toggleAttribute("hidden", at >= shown));
  roving(shelf);
}

/** @returns {Promise<Shown[]>} */
export function shelfSprites() {
  return requestJson(new URL("shelf.json", import.meta.url).pathname);
}

/**
 * @param {Shown} sprite
 * @param {Context} context
 */
async function place({ prompt, seed, picture }, context) {
  const canvas = el("canvas", { width: SIDE, height: SIDE });
  const pixels = await decode(picture);
  canvas.style.setProperty("--drop", String(spaceBelow(pixels)));
  showPixels(canvas, pixels);
  return el("li", {}, el("button", {
    type: "button", title: prompt, "aria-label": `Draw ${prompt}`, onclick: () => context.form.remix(prompt, seed),
  }, canvas));
}
