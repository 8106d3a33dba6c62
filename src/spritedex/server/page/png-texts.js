// Texts in a PNG (iTXt), such as how a sprite was drawn. Knows no sprite.

import { bytesOf } from "./base64.js";
import { crc32 } from "./zip.js";

const TYPE = 4;
const HEAD = 33; // the signature, and the chunk IHDR

/**
 * A PNG in base64 with texts added -> the same, each by its key.
 * @param {string} data
 * @param {Record<string, string>} texts
 */
export function withTexts(data, texts) {
  const chunks = Object.entries(texts).map(([key, text]) => chunk(`iTXt${key}\0\0\0\0\0${text}`));
  const png = bytesOf(data);
  const letters = [png.subarray(0, HEAD), ...chunks, png.subarray(HEAD)]
    .flatMap((part) => Array.from(part, (byte) => String.fromCharCode(byte)));
  return btoa(letters.join(""));
}

/** @param {string} content its type and its data */
function chunk(content) {
  const body = new TextEncoder().encode(content);
  const bytes = new Uint8Array(body.length + 2 * 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length - TYPE);
  bytes.set(body, 4);
  view.setUint32(4 + body.length, crc32(body));
  return bytes;
}
