// Pictures in the formats of games and editors, written by the server. Knows no element.

import { requestJson } from "./api.js";
import { base64Of } from "./base64.js";
import { retryCountdown } from "./notices.js";

/** @import { Sprite } from "./sprite.js" */
/** @import { ExportAnswer, ExportRequest, ImageName } from "./types.js" */

/**
 * A picture as a PNG in base64: the bytes that were drawn, or with edits, indexed by the server.
 * @param {Sprite} sprite
 * @param {ImageName} image
 * @returns {Promise<string>}
 */
export async function pngData(sprite, image) {
  if (!sprite.edited(image)) return sprite.original(image);
  const { files } = await exportRequest({ format: "png", name: "sprite", front: await sprite.png(image) });
  return files[0].data;
}

/**
 * The files of a format.
 * @param {Sprite} sprite
 * @param {string} format
 * @param {string} name
 */
export async function exported(sprite, format, name) {
  return exportRequest({
    format, name: name || "sprite", front: await sprite.sharedPng("front"),
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
  const { files } = await exportRequest({ format: "png", name: "sprite", front: await base64Of(picture) });
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
