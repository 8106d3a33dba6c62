// The dialog that lays a palette on sprites: one of ours, a file's, pasted colors, or their own in another hue.

import { recolorSprites } from "./changes.js";
import { openDialog } from "./dialogs.js";
import { el } from "./dom.js";
import { hueSwaps, parsePalette, PRESETS, sharedPalette, swapsTo } from "./palettes.js";
import { showPixels, SIDE } from "./pixels.js";
import { Sprite } from "./sprite.js";

/** @import { Context, Edits, Swaps } from "./types.js" */

const SHOWN = 6;

/**
 * Open it for sprites: shows how they will look, and changes them when it is applied.
 * @param {Sprite[]} sprites
 * @param {Context} context
 */
export async function openPaletteDialog(sprites, context) {
  const palettes = await Promise.all(sprites.map(async (sprite) => ({ sprite, colors: await sprite.allColors() })));
  const able = palettes.flatMap(({ sprite, colors }) => (colors ? [{ sprite, colors }] : []));
  if (!able.length) throw new Error("These sprites have more than 15 colors: a palette cannot be laid on them.");
  /** @type {((colors: string[]) => Swaps) | null} */
  let swaps = null;
  const previews = able.slice(0, SHOWN).map((each) => ({ ...each, canvas: el("canvas", { width: SIDE, height: SIDE }) }));
  const apply = el("button", {
    type: "button", class: "main", disabled: true,
    onclick: async () => {
      const edits = new Map(able.map(({ sprite, colors }) => [sprite, {
        before: structuredClone(sprite.edits), after: editsWith(sprite, swaps?.(colors) ?? {}),
      }]));
      dialog.close();
      await recolorSprites("palette", edits, context);
    },
  }, able.length === 1 ? "Use it" : `Use it for ${able.length} sprites`);

  const show = async (/** @type {((colors: string[]) => Swaps) | null} */ chosen) => {
    swaps = chosen;
    apply.disabled = !chosen;
    for (const { sprite, colors, canvas } of previews) {
      const edits = chosen ? editsWith(sprite, chosen(colors)) : sprite.edits;
      showPixels(canvas, await new Sprite({ ...sprite.record, edits }).pixels(sprite.shiny ? "shiny" : "front"));
    }
  };
  const wrong = el("p", { class: "wrong", role: "alert" });
  const take = (/** @type {string} */ text) => {
    wrong.textContent = "";
    try {
      const palette = parsePalette(text);
      show((colors) => swapsTo(colors, palette));
    } catch (error) {
      wrong.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  const shared = able.length > 1 ? { "Shared by all": sharedPalette(able.flatMap(({ colors }) => colors)) } : {};
  const hue = el("input", {
    type: "range", id: "hue", min: -180, max: 180, step: 5, value: 0,
    oninput: ({ currentTarget: { value } }) => show((colors) => hueSwaps(colors, Number(value))),
  });
  const dialog = openDialog("Palette", [
    el("div", { class: "palette-previews" }, ...previews.map(({ canvas }) => canvas)),
    el("div", { class: "presets", role: "group", "aria-label": "Palettes" },
      ...Object.entries({ ...shared, ...PRESETS }).map(([name, palette]) => el("button", {
        type: "button", onclick: () => show((colors) => swapsTo(colors, palette)),
      }, strip(palette), el("span", {}, name)))),
    el("label", { for: "hue" }, "Turn the hue"), hue,
    el("label", { for: "palette-text" }, "Paste colors ", el("small", {}, "hex colors, one a line or with commas")),
    el("textarea", {
      id: "palette-text", rows: 2, spellcheck: "false", oninput: ({ currentTarget: { value } }) => take(value),
    }),
    el("label", { class: "button" }, "Open a palette file", el("input", {
      type: "file", id: "palette-file", accept: ".hex,.gpl,.pal,.txt",
      onchange: async ({ currentTarget: { files } }) => { if (files?.[0]) take(await files[0].text()); },
    })),
    wrong, el("div", { class: "buttons" }, apply, el("button", { type: "button", onclick: () => dialog.close() }, "Cancel")),
  ]);
  await show(null);
}

/**
 * The edits of a sprite with other swaps for the palette that it shows.
 * @param {Sprite} sprite
 * @param {Swaps} swaps
 * @returns {Edits}
 */
function editsWith(sprite, swaps) {
  return { ...structuredClone(sprite.edits), [sprite.shiny ? "shiny" : "normal"]: swaps };
}

/** @param {string[]} palette */
export function strip(palette) {
  return el("span", { class: "strip", "aria-hidden": "true" }, ...palette.map((color) => {
    const swatch = el("span");
    swatch.style.background = color;
    return swatch;
  }));
}
