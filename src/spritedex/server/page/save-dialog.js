// The dialog that saves a sprite: as a PNG, or in the formats of games and editors.

import { canHaveBackAndShiny, drawBackAndShiny } from "./back-and-shiny.js";
import { blobOf, bytesOf } from "./base64.js";
import { openDialog } from "./dialogs.js";
import { download, el } from "./dom.js";
import { exported, pngData, suffixOf } from "./export.js";
import { formatButton, formatButtons, showNotes } from "./formats.js";
import { announce } from "./notices.js";
import { zip } from "./zip.js";

/** @import { SpriteCard } from "./sprite-card.js" */
/** @import { Context, File } from "./types.js" */

/** Pixels of a side of pictures and animations, by how many times as large as drawn they are. */
const SIZES = { 1: "64×64, as drawn", 4: "256×256", 8: "512×512", 16: "1024×1024" };

/**
 * @param {SpriteCard} card
 * @param {Context} context
 */
export function openSaveDialog(card, context) {
  const { sprite } = card;
  const { formats, generator } = context.models;
  const name = el("input", {
    id: "save-name", value: sprite.shortName, maxlength: 60, spellcheck: "false",
    title: "Files of formats have it in small letters and digits with hyphens; what a game reads, with underscores.",
  });
  const size = el("select", { id: "save-size" },
    ...Object.entries(SIZES).map(([value, label]) => el("option", { value }, label)));
  const notes = el("ul", { class: "notes", "aria-live": "polite" });
  const more = el("button", {
    type: "button", hidden: !generator.accepts_options || sprite.images !== null || !canHaveBackAndShiny(sprite),
    onclick: async () => {
      dialog.close();
      if (await drawBackAndShiny(sprite, context, card)) openSaveDialog(card, context);
    },
  }, "Draw back and shiny");

  /**
   * @param {File[]} files
   * @param {string[]} texts
   */
  const saved = (files, texts) => {
    showNotes(notes, texts);
    announce(files.length === 1 ? "Saved." : `Saved ${files.length} files as a zip.`);
  };
  const savePicture = async () => {
    const data = await pngData(sprite, sprite.imageName, Number(size.value));
    download(`${name.value}${suffixOf(sprite.imageName)}.png`, blobOf(data));
    announce("Saved.");
  };
  const saveFormat = async (/** @type {string} */ format) => {
    const answer = await exported(sprite, format, name.value, Number(size.value));
    downloadFiles(name.value, answer.files, format);
    saved(answer.files, answer.notes);
  };
  const saveAll = async () => {
    const files = [];
    const texts = [];
    for (const format of formats) {
      const answer = await exported(sprite, format, name.value, Number(size.value));
      files.push(...answer.files.map((file) => ({ ...file, name: `${format}/${file.name}` })));
      texts.push(...answer.notes);
    }
    downloadFiles(name.value, files, "all");
    saved(files, texts);
  };
  const dialog = openDialog("Save", [
    el("div", { class: "columns-3 columns-2" },
      el("label", {}, "Name", name),
      el("label", {}, "Size ", el("small", {}, "of pictures and animations"), size)),
    el("div", { class: "formats" },
      formatButton(notes, "This picture", sprite.edited() ? "PNG, with your changes" : "PNG", savePicture),
      formatButton(notes, "Everything", "all formats in one zip", saveAll)),
    ...formatButtons(formats, notes, saveFormat),
    el("div", { class: "buttons" },
      el("p", { class: "hint" }, sprite.images
        ? "The formats contain front, back and shiny in one palette, as games need it."
        : "There is no back or shiny yet: the formats use the front in their place."),
      more),
    notes,
  ]);
}

/**
 * @param {string} name
 * @param {File[]} files
 * @param {string} format
 */
function downloadFiles(name, files, format) {
  if (files.length === 1) download(files[0].name, blobOf(files[0].data, files[0].media_type));
  else download(`${name}-${format}.zip`, zip(files.map((file) => ({ name: file.name, bytes: bytesOf(file.data) }))));
}
