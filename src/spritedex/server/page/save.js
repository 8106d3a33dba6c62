// Saving a sprite: as it is, or in the formats of games and editors. Knows one card.

import { ask, blobOf, bytesOf } from "./api.js";
import { countingIn, download, el, openDialog, say } from "./dom.js";
import { drawViews, hasViews } from "./views.js";
import { unused, zip } from "./zip.js";

const ABOUT = {
  png: ["PNGs", "every view and colouring, 64×64"],
  gba: ["Game Boy Advance", "for pokeemerald-expansion"],
  ds: ["DS", "for pokeplatinum"],
  showdown: ["Showdown", "96×96, four folders"],
  essentials: ["Essentials", "192×192 and icons"],
  aseprite: ["Aseprite", "with .gpl palettes"],
  sheet: ["Sheet", "one PNG with its JSON"],
};

/** The dialog that saves a card's sprite. */
export function openSave(card, context) {
  const { piece } = card;
  const { formats, generator } = context.models;
  const name = el("input", { id: "save-name", value: piece.stem, maxlength: 60, spellcheck: "false" });
  const notes = el("ul", { class: "notes", "aria-live": "polite" });
  const whole = el("p", { class: "hint" });
  const views = el("button", { type: "button" }, "Draw back and shiny");
  const tell = () => {
    whole.textContent = piece.views
      ? "The formats get the front, the back and the shiny colours."
      : "The formats get the front; where they need a back or shiny colours, it stands in.";
    views.hidden = !generator.paints || piece.views !== null || !hasViews(piece);
  };
  const guarded = (job) => async () => {
    try {
      notes.replaceChildren();
      await job();
    } catch (error) {
      notes.replaceChildren(el("li", { class: "wrong" }, error.message));
    }
  };
  const saved = (files, said) => {
    notes.replaceChildren(...[...new Set(said)].map((text) => el("li", {}, text)));
    say(files.length === 1 ? "Saved." : `Saved ${files.length} files as a zip.`);
  };
  const choice = (title, about, job) => el("button", { type: "button", class: "format", onclick: guarded(job) },
    el("b", {}, title), el("small", {}, about));
  const one = (format) => async () => {
    const answer = await exported(piece, format, name.value);
    give(name.value, answer.files, format);
    saved(answer.files, answer.notes);
  };
  const all = async () => {
    const answers = [];
    for (const format of formats) answers.push([format, await exported(piece, format, name.value)]);
    const files = answers.flatMap(([format, answer]) =>
      answer.files.map((file) => ({ ...file, name: `${format}/${file.name}` })));
    give(name.value, files, "all");
    saved(files, answers.flatMap(([, answer]) => answer.notes));
  };
  views.addEventListener("click", async () => {
    dialog.close();
    if (await drawViews(card, context)) openSave(card, context);
  });
  tell();
  const dialog = openDialog("Save", [
    el("label", { for: "save-name" }, "Name"), name,
    el("div", { class: "formats" },
      choice("This picture", piece.edited() ? "PNG, with your changes" : "PNG, as it was drawn",
        async () => download(`${name.value}${ending(piece.view)}.png`, blobOf(await picture(piece, piece.view)))),
      ...formats.map((format) => choice(...(ABOUT[format] ?? [format, ""]), one(format))),
      choice("Everything", "all formats in one zip", all)),
    el("div", { class: "go" }, whole, views), notes,
  ]);
}

/** A view of a piece as a file { name, bytes } for a zip of `others`. */
export async function file(piece, view, others) {
  return { name: unused(`${piece.stem}${ending(view)}.png`, others), bytes: bytesOf(await picture(piece, view)) };
}

/** A view as a PNG in base64: byte for byte what was drawn, or indexed anew with what was changed by hand. */
async function picture(piece, view) {
  if (!piece.edited(view)) return piece.drawn(view);
  const body = { format: "png", name: "sprite", front: await piece.png(view) };
  const { files } = await ask("/v1/sprites/export", { body, waiting: countingIn() });
  return files[0].data;
}

async function exported(piece, format, name) {
  const body = { format, name: name || "sprite", front: await piece.png("front") };
  if (piece.views?.back) body.back = await piece.png("back");
  if (piece.views?.shiny) body.shiny = await piece.png("shiny");
  return ask("/v1/sprites/export", { body, waiting: countingIn() });
}

function give(name, files, format) {
  if (files.length === 1) download(files[0].name, blobOf(files[0].data, files[0].media_type));
  else download(`${name}-${format}.zip`, zip(files.map((file) => ({ name: file.name, bytes: bytesOf(file.data) }))));
}

function ending(view) {
  return view === "front" ? "" : `-${view}`;
}
