// Pictures in the formats of games and editors, written by the server. Knows no element.

import { enlarged } from "./animation.js";
import { requestJson } from "./api.js";
import { base64Of } from "./base64.js";
import { retryCountdown } from "./notices.js";
import { encode } from "./pixels.js";
import { shrunk } from "./shrink.js";

/** @import { Sprite } from "./sprite.js" */
/** @import { ExportAnswer, ExportRequest, ImageName } from "./types.js" */

/** What can be larger than 64x64. */
const SCALED = ["png", "gif", "apng"];

/**
 * A picture as a PNG in base64, `scale` times as large: the bytes that were drawn, or with edits, indexed by the server.
 * @param {Sprite} sprite
 * @param {ImageName} image
 * @param {number} scale
 * @returns {Promise<string>}
 */
export async function pngData(sprite, image, scale = 1) {
  if (scale > 1) return encode(enlarged(await sprite.pixels(image), scale));
  if (!sprite.edited(image)) return sprite.original(image);
  const { files } = await exportRequest({ format: "png", name: "sprite", front: await sprite.png(image) });
  return files[0].data;
}

/**
 * The files of a format; pictures and animations are `scale` times as large.
 * @param {Sprite} sprite
 * @param {string} format
 * @param {string} name
 * @param {number} scale
 */
export async function exported(sprite, format, name, scale = 1) {
  return exportRequest({
    format, scale: SCALED.includes(format) ? scale : 1, name: name || "sprite", front: await sprite.sharedPng("front"),
    back: sprite.images?.back ? await sprite.sharedPng("back") : null,
    shiny: sprite.images?.shiny ? await sprite.sharedPng("shiny") : null,
  });
}

/**
 * Any picture as a PNG of 64x64 pixels in base64, its ground clear where it is plain.
 * @param {Blob} picture
 * @returns {Promise<string>}
 */
export async function fitted(picture) {
  const { files } = await exportRequest({ format: "png", name: "sprite", front: await base64Of(await shrunk(picture)) });
  return files[0].data;
}

/**
 * What the name of a picture's file ends with.
 * @param {ImageName} image
 */
export function suffixOf(image) {
  return image === "front" ? "" : `-${image}`;
}

/**
 * @param {ExportRequest} body
 * @returns {Promise<ExportAnswer>}
 */
function exportRequest(body) {
  return requestJson("/v1/sprites/export", { body, onRetry: retryCountdown() });
}
