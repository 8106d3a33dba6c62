// Frames -> an animated GIF (GIF89a) or PNG (APNG 1.0), played for ever. Knows pixels, no sprite.

import { crc32 } from "./zip.js";

const MOST_COLORS = 255; // and one that is clear
const CLEAR = 0;

/**
 * Frames of one size as a GIF; null where they have more than 255 colors together. Pixels less than half opaque are clear.
 * @param {ImageData[]} frames
 * @param {number} delay milliseconds of each
 */
export function gifOf(frames, delay) {
  /** @type {Map<number, number>} */
  const colors = new Map();
  const pictures = frames.map(({ data }) => {
    const indices = new Uint8Array(data.length / 4);
    for (let at = 0; at < indices.length; at += 1) {
      const [r, g, b, a] = data.subarray(at * 4, at * 4 + 4);
      if (a < 128) continue;
      const color = (r << 16) | (g << 8) | b;
      if (!colors.has(color)) colors.set(color, colors.size + 1);
      indices[at] = colors.get(color) ?? CLEAR;
    }
    return indices;
  });
  if (colors.size > MOST_COLORS) return null;
  const { width, height } = frames[0];
  const bits = Math.max(2, Math.ceil(Math.log2(colors.size + 1)));
  const table = new Uint8Array(3 * 2 ** bits);
  for (const [color, at] of colors) table.set([color >> 16, (color >> 8) & 255, color & 255], at * 3);
  const size = [...word(width), ...word(height)];
  const parts = [
    ascii("GIF89a"), Uint8Array.of(...size, 0xf0 | (bits - 1), CLEAR, 0), table,
    Uint8Array.of(0x21, 0xff, 11), ascii("NETSCAPE2.0"), Uint8Array.of(3, 1, 0, 0, 0),
  ];
  for (const indices of pictures) {
    // Each frame is cleared before the next, as its clear pixels would show the one before.
    parts.push(Uint8Array.of(0x21, 0xf9, 4, 0x09, ...word(Math.round(delay / 10)), CLEAR, 0),
      Uint8Array.of(0x2c, 0, 0, 0, 0, ...size, 0, bits), ...blocks(lzw(indices, bits)), Uint8Array.of(0));
  }
  return new Blob([...parts, Uint8Array.of(0x3b)], { type: "image/gif" });
}

/**
 * Frames of one size as an APNG, in all their colors.
 * @param {ImageData[]} frames
 * @param {number} delay milliseconds of each
 */
export async function apngOf(frames, delay) {
  const { width, height } = frames[0];
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    ...chunk("IHDR", [...long(width), ...long(height), 8, 6, 0, 0, 0]),
    ...chunk("acTL", [...long(frames.length), ...long(0)]),
  ];
  let number = 0;
  for (const [at, frame] of frames.entries()) {
    parts.push(...chunk("fcTL", [
      ...long(number++), ...long(width), ...long(height), ...long(0), ...long(0), ...short(delay), ...short(1000), 0, 0,
    ]));
    const data = await deflated(rowsOf(frame));
    parts.push(...(at ? chunk("fdAT", [...long(number++), ...data]) : chunk("IDAT", data)));
  }
  return new Blob([...parts, ...chunk("IEND", [])], { type: "image/png" });
}

/**
 * Each color of the frames enlarged to a square of pixels.
 * @param {ImageData} frame
 * @param {number} scale
 */
export function enlarged({ data, width, height }, scale) {
  const large = new ImageData(width * scale, height * scale);
  const [from, to] = [new Uint32Array(data.buffer), new Uint32Array(large.data.buffer)];
  for (let at = 0; at < to.length; at += 1) {
    const [x, y] = [at % large.width, Math.floor(at / large.width)];
    to[at] = from[Math.floor(y / scale) * width + Math.floor(x / scale)];
  }
  return large;
}

/**
 * LZW with codes that grow from `bits` + 1 to 12 bits.
 * @param {Uint8Array} indices
 * @param {number} bits
 */
function lzw(indices, bits) {
  const [clear, end] = [2 ** bits, 2 ** bits + 1];
  /** @type {number[]} */
  const bytes = [];
  let [held, count, size] = [0, 0, bits + 1];
  /** @type {Map<number, number>} */
  let table = new Map();
  const write = (/** @type {number} */ code) => {
    held |= code << count;
    for (count += size; count >= 8; count -= 8) {
      bytes.push(held & 255);
      held >>>= 8;
    }
  };
  write(clear);
  let next = end + 1;
  let prefix = indices[0];
  for (const index of indices.subarray(1)) {
    const key = (prefix << 8) | index;
    const known = table.get(key);
    if (known !== undefined) {
      prefix = known;
      continue;
    }
    write(prefix);
    if (next === 4096) {
      write(clear);
      [table, next, size] = [new Map(), end + 1, bits + 1];
    } else {
      if (next === 2 ** size) size += 1;
      table.set(key, next++);
    }
    prefix = index;
  }
  write(prefix);
  write(end);
  if (count) bytes.push(held & 255);
  return Uint8Array.from(bytes);
}

/** @param {Uint8Array} bytes */
function blocks(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const part = bytes.slice(at, at + 255);
    parts.push(Uint8Array.of(part.length), part);
  }
  return parts;
}

/**
 * The rows of a picture, each after its filter: none.
 * @param {ImageData} frame
 */
function rowsOf({ data, width, height }) {
  const rows = new Uint8Array((width * 4 + 1) * height);
  for (let y = 0; y < height; y += 1) rows.set(data.subarray(y * width * 4, (y + 1) * width * 4), y * (width * 4 + 1) + 1);
  return rows;
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function deflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * @param {string} name
 * @param {Iterable<number>} data
 */
function chunk(name, data) {
  const bytes = Uint8Array.from([...ascii(name), ...data]);
  return [Uint8Array.from(long(bytes.length - 4)), bytes, Uint8Array.from(long(crc32(bytes)))];
}

/** @param {string} text */
function ascii(text) {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Two bytes, the lower first. @param {number} value */
function word(value) {
  return [value & 255, value >> 8];
}

/** Two bytes, the higher first. @param {number} value */
function short(value) {
  return [value >> 8, value & 255];
}

/** Four bytes, the highest first. @param {number} value */
function long(value) {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}
