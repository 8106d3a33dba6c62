// A zip of uncompressed files (PKWARE APPNOTE 6.3, method 0). Knows no sprite.

const SIGNATURE = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const UTF8 = 0x0800;
const VERSION = 20;
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
 * The name, with a number where one of the files has it already.
 * @param {string} name
 * @param {ZipFile[]} files
 */
export function unusedName(name, files) {
  const taken = new Set(files.map((file) => file.name));
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = name.replace(/(\.\w+)?$/, `-${number}$1`);
  return free;
}

/** @param {Uint8Array} bytes */
function crc32(bytes) {
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
