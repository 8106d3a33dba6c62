// The dialog that saves several sprites at once: as PNGs, or each in the formats of games and editors.

import { canHaveBackAndShiny, drawBackAndShiny } from "./back-and-shiny.js";
import { bytesOf } from "./base64.js";
import { openDialog } from "./dialogs.js";
import { download, el } from "./dom.js";
import { exported } from "./export.js";
import { formatButton, formatButtons, showNotes } from "./formats.js";
import { zipOfPictures } from "./gallery-zip.js";
import { announce } from "./notices.js";
import { unusedName, zip } from "./zip.js";

/** @import { Sprite } from "./sprite.js" */
/** @import { Context } from "./types.js" */

/**
 * @param {Sprite[]} sprites
 * @param {Context} context
 */
export function openSaveSet(sprites, context) {
  const { formats, generator } = context.models;
  const count = sprites.length === 1 ? "1 sprite" : `${sprites.length} sprites`;
  const bare = sprites.filter((sprite) => !sprite.images && canHaveBackAndShiny(sprite));
  const notes = el("ul", { class: "notes", "aria-live": "polite" });
  const savePictures = async () => {
    download("spritedex.zip", await zipOfPictures(sprites));
    announce(`Saved ${count} as a zip.`);
  };
  const saveFormat = async (/** @type {string} */ format) => {
    const { files, texts } = await filesOf(sprites, format);
    download(`spritedex-${format}.zip`, zip(files));
    showNotes(notes, texts);
    announce(`Saved ${count} as a zip, a folder for each.`);
  };
  const dialog = openDialog(`Save ${count}`, [
    el("div", { class: "formats" }, formatButton(notes, "These pictures", "PNG, as they are shown", savePictures)),
    ...formatButtons(formats, notes, saveFormat),
    bare.length > 0 && generator.accepts_options && el("div", { class: "buttons" },
      el("p", { class: "hint" }, "Where there is no back or shiny yet, the formats use the front in their place."),
      el("button", {
        type: "button",
        onclick: async () => {
          dialog.close();
          if (await drawAll(bare, context)) openSaveSet(sprites, context);
        },
      }, "Draw back and shiny")),
    notes,
  ]);
}

/**
 * The files of a format for each sprite, in a folder of its name.
 * @param {Sprite[]} sprites
 * @param {string} format
 */
async function filesOf(sprites, format) {
  const files = [];
  const texts = [];
  /** @type {Set<string>} */
  const names = new Set();
  for (const sprite of sprites) {
    const name = unusedName(sprite.shortName, names);
    names.add(name);
    announce(`Writing ${names.size} of ${sprites.length} …`);
    const answer = await exported(sprite, format, name);
    files.push(...answer.files.map((file) => ({ name: `${name}/${file.name}`, bytes: bytesOf(file.data) })));
    texts.push(...answer.notes);
  }
  return { files, texts };
}

/**
 * Draw back and shiny of sprites, one after the other. Resolves to whether all have them.
 * @param {Sprite[]} sprites
 * @param {Context} context
 */
async function drawAll(sprites, context) {
  for (const sprite of sprites) {
    if (!(await drawBackAndShiny(sprite, context))) return false;
  }
  return true;
}
