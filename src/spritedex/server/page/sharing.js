// Links and pictures of a sprite, for others.

import { addressOf } from "./address.js";
import { blobOf } from "./base64.js";
import { download, el } from "./dom.js";
import { tell } from "./notices.js";

/** @import { Sprite } from "./sprite.js" */

const ENLARGED = 8;

/**
 * The link that draws a sprite, in the colors that it has.
 * @param {Sprite} sprite
 */
export function linkOf(sprite) {
  return new URL(addressOf({ ...sprite.sameRequest, count: 1 }, sprite.edits.normal), location.href).href;
}

/** @param {Sprite} sprite */
export async function copyLink(sprite) {
  await navigator.clipboard.writeText(linkOf(sprite)).catch(() => {
    throw new Error("The browser does not let the page copy. Copy the address of the page instead.");
  });
  tell("The link is copied.");
}

/**
 * A picture eight times as large as a PNG.
 * @param {Sprite} sprite
 * @returns {Promise<Blob>}
 */
export async function enlargedPicture(sprite) {
  const pixels = await sprite.pixels();
  const canvas = el("canvas", { width: pixels.width * ENLARGED, height: pixels.height * ENLARGED });
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no canvas to draw on.");
  context.imageSmoothingEnabled = false;
  context.drawImage(await createImageBitmap(pixels), 0, 0, canvas.width, canvas.height);
  return blobOfCanvas(canvas);
}

/**
 * Copy a picture, or save it where the browser cannot copy pictures.
 * @param {Promise<Blob>} picture
 * @param {string} name
 */
export async function copyPicture(picture, name) {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    tell("The picture is copied.");
  } catch {
    download(`${name}.png`, await picture);
    tell("The browser does not copy pictures: it is saved.");
  }
}

/** Whether the system can share pictures. */
export function canShare() {
  return navigator.canShare?.({ files: [new File([], "sprite.png", { type: "image/png" })] }) ?? false;
}

/**
 * @param {Sprite} sprite
 * @param {string} name
 */
export async function share(sprite, name) {
  const file = new File([await enlargedPicture(sprite)], `${name}.png`, { type: "image/png" });
  const link = sprite.isLinkable ? { url: linkOf(sprite) } : {};
  await navigator.share({ files: [file], title: name, text: sprite.prompt, ...link }).catch((error) => {
    if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
  });
}

/**
 * Let a canvas be dragged out of the page as a file.
 * @param {HTMLElement} element
 * @param {Sprite} sprite
 */
export function dragOut(element, sprite) {
  element.draggable = true;
  element.addEventListener("dragstart", (event) => {
    const name = `${sprite.fileStem}.png`;
    const url = URL.createObjectURL(blobOf(sprite.original()));
    event.dataTransfer?.setData("DownloadURL", `image/png:${name}:${url}`);
    event.dataTransfer?.setData("text/uri-list", sprite.isLinkable ? linkOf(sprite) : url);
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  });
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob>}
 */
export function blobOfCanvas(canvas) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture cannot be made."))), "image/png");
  });
}
