// The dialog that saves a sprite: as a PNG, or in the formats of games and editors.

import { canHaveBackAndShiny, drawBackAndShiny } from "./back-and-shiny.js";
import { blobOf, bytesOf } from "./base64.js";
import { openDialog } from "./dialogs.js";
import { download, el } from "./dom.js";
import { exported, pngData, suffixOf } from "./export.js";
import { announce } from "./notices.js";
import { zip } from "./zip.js";

/** @import { SpriteCard } from "./sprite-card.js" */
/** @import { Context, File } from "./types.js" */

/** Formats by the name that the server has for them: label, and what is in it. @typedef {Record<string, [string, string]>} Formats */

/** @type {Record<string, Formats>} */
const GROUPS = {
  "Images and animations": {
    png: ["PNGs", "front, back and shiny"],
    gif: ["GIF", "animated, for chats"],
    apng: ["Animated PNG", "animated, in all colors"],
    contact: ["Contact sheet", "every view with its name"],
  },
  "For games": {
    gba: ["Game Boy Advance", "for pokeemerald-expansion"],
    ds: ["Nintendo DS", "for pokeplatinum"],
    gbc: ["Game Boy Color", "4 colors, for pokecrystal"],
    showdown: ["Showdown", "96×96, four folders"],
    essentials: ["Essentials", "192×192 and icons"],
    tuxemon: ["Tuxemon", "battle sheet and its JSON"],
    species: ["Species data", "entries for the games' own files"],
  },
  "For engines and editors": {
    sheet: ["Sheet", "one PNG with JSON, Pixi and Phaser too"],
    godot: ["Godot 4", "sheet and SpriteFrames"],
    tiled: ["Tiled", "sheet and .tsx tile set"],
    aseprite: ["Aseprite", "with .gpl palettes"],
    palette: ["Palette files", ".gpl, .pal, .hex, .act and a strip"],
  },
};
const OTHERS = "More";
/** Pixels of a side of pictures and animations, by how many times as large as drawn they are. */
const SIZES = { 1: "64×64, as drawn", 4: "256×256", 8: "512×512", 16: "1024×1024" };

/**
 * @param {SpriteCard} card
 * @param {Context} context
 */
export function openSaveDialog(card, context) {
  const { sprite } = card;
  const { formats, generator } = context.models;
  const name = el("input", { id: "save-name", value: sprite.shortName, maxlength: 60, spellcheck: "false" });
  const size = el("select", { id: "save-size" },
    ...Object.entries(SIZES).map(([value, label]) => el("option", { value }, label)));
  const notes = el("ul", { class: "notes", "aria-live": "polite" });
  const more = el("button", {
    type: "button", hidden: !generator.accepts_options || sprite.images !== null || !canHaveBackAndShiny(sprite),
    onclick: async () => {
      dialog.close();
      if (await drawBackAndShiny(card, context)) openSaveDialog(card, context);
    },
  }, "Draw back and shiny");

  /**
   * @param {string} title
   * @param {string} about
   * @param {() => Promise<void>} save
   */
  const choice = (title, about, save) => el("button", {
    type: "button", class: "format",
    onclick: async () => {
      notes.replaceChildren();
      await save().catch((error) => notes.replaceChildren(
        el("li", { class: "wrong" }, `${error.message} Choose it again to try again.`)));
    },
  }, el("b", {}, title), el("small", {}, about));

  /**
   * @param {File[]} files
   * @param {string[]} texts
   */
  const saved = (files, texts) => {
    notes.replaceChildren(...[...new Set(texts)].map((text) => el("li", {}, text)));
    announce(files.length === 1 ? "Saved." : `Saved ${files.length} files as a zip.`);
  };
  const savePicture = async () => {
    const data = await pngData(sprite, sprite.imageName, Number(size.value));
    download(`${name.value}${suffixOf(sprite.imageName)}.png`, blobOf(data));
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
    el("label", { for: "save-name" }, "Name"), name,
    el("p", { class: "hint" }, "Files of formats have it in small letters and digits with hyphens; what a game reads, with underscores."),
    el("label", { for: "save-size" }, "Size of pictures, GIF and animated PNG"), size,
    el("div", { class: "formats" },
      choice("This picture", sprite.edited() ? "PNG, with your changes" : "PNG", savePicture),
      choice("Everything", "all formats in one zip", saveAll)),
    ...groupsOf(formats).flatMap(([title, group]) => [
      el("h3", {}, title),
      el("div", { class: "formats", role: "group", "aria-label": title },
        ...Object.entries(group).map(([format, words]) => choice(...words, () => saveFormat(format)))),
    ]),
    el("div", { class: "buttons" },
      el("p", { class: "hint" }, sprite.images
        ? "The formats contain front, back and shiny in one palette, as games need it."
        : "There is no back or shiny yet: the formats use the front in their place."),
      more),
    notes,
  ]);
}

/**
 * The groups with the formats that the server has; one that is in no group keeps its own name.
 * @param {string[]} formats
 * @returns {[string, Formats][]}
 */
function groupsOf(formats) {
  const grouped = Object.values(GROUPS).flatMap((group) => Object.keys(group));
  const others = Object.fromEntries(formats.filter((name) => !grouped.includes(name))
    .map((name) => [name, /** @type {[string, string]} */ ([name, ""])]));
  return Object.entries({ ...GROUPS, [OTHERS]: others })
    .map(([title, group]) => /** @type {[string, Formats]} */ (
      [title, Object.fromEntries(Object.entries(group).filter(([name]) => formats.includes(name)))]))
    .filter(([, group]) => Object.keys(group).length);
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
