// Base64 text to bytes and back.

/**
 * @param {string} data
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(data) {
  return Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
}

/** @param {string} data */
export function blobOf(data, type = "image/png") {
  return new Blob([bytesOf(data)], { type });
}

/** @param {Blob} blob */
export async function base64Of(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
