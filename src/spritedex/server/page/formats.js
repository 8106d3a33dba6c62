// The formats of games and editors as buttons, by groups. Knows no sprite and no request.

import { el } from "./dom.js";

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

/**
 * A button for what is saved; `save` shows what goes wrong in `notes`.
 * @param {HTMLElement} notes
 * @param {string} title
 * @param {string} about
 * @param {() => Promise<void>} save
 */
export function formatButton(notes, title, about, save) {
  return el("button", {
    type: "button", class: "format",
    onclick: async () => {
      notes.replaceChildren();
      await save().catch((error) => notes.replaceChildren(
        el("li", { class: "wrong" }, `${error.message} Choose it again to try again.`)));
    },
  }, el("b", {}, title), el("small", {}, about));
}

/**
 * A button for each format that the server has, below the titles of their groups.
 * @param {string[]} formats
 * @param {HTMLElement} notes
 * @param {(format: string) => Promise<void>} save
 */
export function formatButtons(formats, notes, save) {
  return groupsOf(formats).flatMap(([title, group]) => [
    el("h3", {}, title),
    el("div", { class: "formats", role: "group", "aria-label": title },
      ...Object.entries(group).map(([format, words]) => formatButton(notes, ...words, () => save(format)))),
  ]);
}

/**
 * What to know of files that were saved, each text once.
 * @param {HTMLElement} notes
 * @param {string[]} texts
 */
export function showNotes(notes, texts) {
  notes.replaceChildren(...[...new Set(texts)].map((text) => el("li", {}, text)));
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
