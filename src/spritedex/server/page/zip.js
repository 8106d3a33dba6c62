// Zips of files (PKWARE APPNOTE 6.3): written uncompressed, read uncompressed or deflated. Knows no sprite.

const SIGNATURE = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const UTF8 = 0x0800;
const VERSION = 20;
const DEFLATED = 8;
const DAY = 0x21; // 1 January 1980, so that the same files give the same zip

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * A file to zip.
 * @typedef {{ name: string, bytes: Uint8Array<ArrayBuffer> }} ZipFile
 */

/**
 * Files -> a Blob.
 * @param {ZipFile[]} files
 */
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const title = new TextEncoder().encode(name);
    const fields = [VERSION, UTF8, 0, 0, DAY].flatMap(word)
      .concat([crc32(bytes), bytes.length, bytes.length].flatMap(long), word(title.length), word(0));
    const header = Uint8Array.from([...long(SIGNATURE.local), ...fields]);
    parts.push(header, title, bytes);
    directory.push(Uint8Array.from([
      ...long(SIGNATURE.central), ...word(VERSION), ...fields, ...word(0), ...word(0), ...word(0), ...long(0),
      ...long(offset),
    ]), title);
    offset += header.length + title.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = word(files.length);
  const end = Uint8Array.from([
    ...long(SIGNATURE.end), ...word(0), ...word(0), ...count, ...count, ...long(size), ...long(offset), ...word(0),
  ]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

/**
 * The files of a zip, their names to their bytes. Throws where it is none.
 * @param {Blob} blob
 */
export async function unzip(blob) {
  const view = new DataView(await blob.arrayBuffer());
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const files = new Map();
  let at = directoryOf(view);
  while (at + 46 <= view.byteLength && view.getUint32(at, true) === SIGNATURE.central) {
    const method = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 20, true);
    const [title, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const header = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, title));
    const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
    const bytes = new Uint8Array(view.buffer, start, size);
    files.set(name, method === DEFLATED ? await inflated(bytes) : bytes);
    at += 46 + title + extra + comment;
  }
  return files;
}

/**
 * Where the list of files starts, as the end of a zip says.
 * @param {DataView<ArrayBuffer>} view
 */
function directoryOf(view) {
  for (let at = view.byteLength - 22; at >= 0; at -= 1) {
    if (view.getUint32(at, true) === SIGNATURE.end) return view.getUint32(at + 16, true);
  }
  throw new Error("This file is no zip, or its end is missing.");
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * The name, with a number where it is taken.
 * @param {string} name
 * @param {Set<string>} taken
 */
export function unusedName(name, taken) {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = name.replace(/(\.\w+)?$/, `-${number}$1`);
  return free;
}

/** @param {Uint8Array} bytes */
export function crc32(bytes) {
  let value = -1;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 255] ^ (value >>> 8);
  return ~value >>> 0;
}

/** @param {number} value */
function word(value) {
  return [value & 255, (value >>> 8) & 255];
}

/** @param {number} value */
function long(value) {
  return [...word(value), ...word(value >>> 16)];
}
