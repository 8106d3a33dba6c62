// The dialog that paints over a sprite: mark a part and have it redrawn, or set pixels by hand. Knows one card.

import { ask, blobOf } from "./api.js";
import { $, complain, confirmed, countingIn, el, openDialog, say } from "./dom.js";
import { freshSeed, Piece } from "./piece.js";
import { encode, paletteOf, SIDE } from "./pixels.js";
import { Surface } from "./surface.js";

const SEVERAL = 4;
const LARGEST_ZOOM = 8;

/** Open it for the front of a card's sprite. */
export async function openPaint(card, context) {
  const { piece } = card;
  const { paints } = context.models.generator;
  const pixels = await piece.pixels("front");
  if ($("dialog[open]")) return; // pressed twice
  const palette = paletteOf(pixels);
  const brush = { tool: paints ? "mark" : "colour", size: paints ? 8 : 1, colour: rgb(palette?.[0] ?? "#000000") };
  const surface = new Surface(pixels, brush, () => refresh());
  surface.element.style.setProperty("--zoom", zoom());

  const tools = segments("Brush", "tool", [
    ...(paints ? [["mark", "Mark"], ["unmark", "Unmark"]] : []),
    ...(palette ? [["colour", "Colour"], ["clear", "Clear"]] : []),
  ], brush.tool, (value) => { brush.tool = value; refresh(); });
  const sizes = segments("Size", "size", [1, 2, 4, 8].map((size) => [size, String(size)]), brush.size, (value) => {
    brush.size = Number(value);
    surface.show();
  });
  const colours = palette && paletteChoice(palette, (colour) => {
    brush.colour = rgb(colour);
    radio(tools, "colour").click();
  });
  const sentence = el("input", { id: "redraw-prompt", value: piece.prompt });
  const strength = el("input", { type: "range", id: "strength", min: 0.1, max: 1, step: 0.05, value: 1 });
  const redraw = el("button", { type: "button", class: "main" }, "Redraw the marked part");
  const keep = el("button", { type: "button" }, "Keep as a new sprite");
  const undo = el("button", { type: "button", class: "quiet", onclick: undoLast }, "Undo");
  const dialog = openDialog("Paint", [
    el("div", { class: "easel" }, surface.element,
      el("div", { class: "desk" }, tools, sizes, colours, undo,
        paints && el("div", { class: "redraw" },
          el("label", { for: "redraw-prompt" }, "It shall be"), sentence,
          el("label", { for: "strength" }, "Strength: how much is painted anew"), strength, redraw),
        palette && keep)),
  ], {
    wide: true,
    leave: async () => !surface.undoable
      || confirmed("Leave the painting?", "What was marked and painted is lost.", "Leave it", "Go on painting"),
  });

  redraw.addEventListener("click", async () => {
    if (!surface.marked) {
      say("Mark what to redraw first.");
      surface.element.focus();
      return;
    }
    if (!context.drawing.free()) return;
    const several = Math.min(SEVERAL, context.models.limits.count);
    const request = {
      ...piece.likeness, prompt: sentence.value, init: await encode(surface.pixels), mask: await encode(surface.marks),
      strength: Number(strength.value), seed: freshSeed(), count: several,
    };
    const lot = { kind: `Redrawn: part of #${piece.seed}`, prompt: sentence.value };
    await context.stage.draw(request, lot, several, "Redrawing", () => dialog.close());
  });
  let keeping = false;
  keep.addEventListener("click", async () => {
    if (keeping) return;
    keeping = true;
    try {
      const painted = await painting(piece, await encode(surface.pixels));
      await context.gallery.keep(painted);
      dialog.close();
      context.stage.insert(painted, piece);
      say("Kept as a new sprite.");
    } catch (error) {
      complain(error.message);
    }
    keeping = false;
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.target === sentence) return;
    event.preventDefault();
    undoLast();
  });

  function undoLast() {
    surface.undo();
    if (!surface.undoable) surface.element.focus();
  }

  function refresh() {
    redraw.classList.toggle("idle", !surface.marked);
    colours?.classList.toggle("resting", brush.tool !== "colour");
    keep.hidden = !surface.painted;
    undo.disabled = !surface.undoable;
    surface.show();
  }
  refresh();
  surface.element.focus();
}

/** A new piece of pixels painted by hand, read anew: `data` is its PNG as base64. */
async function painting(piece, data) {
  const form = new FormData();
  form.append("pictures", blobOf(data), "painted.png");
  const { readings: [{ types, probabilities, nearest }] } = await ask(
    "/v1/types?nearest=1", { form, waiting: countingIn() });
  const [{ name, media_type }] = piece.sprite.files;
  const sprite = { ...piece.sprite, types, probabilities, nearest, files: [{ name, media_type, data }] };
  return new Piece({ sprite, batch: piece.batch, handmade: true });
}

function segments(title, name, choices, chosen, choose) {
  return el("fieldset", { class: "segments" }, el("legend", {}, title), el("div", {},
    ...choices.map(([value, label]) => el("label", {}, el("input", {
      type: "radio", name: `paint-${name}`, value, checked: value === chosen, onchange: () => choose(value),
    }), el("span", {}, label)))));
}

function paletteChoice(palette, choose) {
  const swatches = palette.map((colour, at) => {
    const swatch = el("span", {});
    swatch.style.background = colour;
    return el("label", { title: colour }, el("input", {
      type: "radio", name: "paint-colour", checked: at === 0, "aria-label": `Colour ${at + 1}, ${colour}`,
      onclick: () => choose(colour),
    }), swatch);
  });
  return el("fieldset", { class: "choice" }, el("legend", {}, "Colour"), el("div", { class: "swatches" }, ...swatches));
}

function radio(fieldset, value) {
  return fieldset.querySelector(`input[value="${value}"]`);
}

function rgb(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/** The CSS pixels for each pixel, a whole number of screen pixels that fits. */
function zoom() {
  const scale = window.devicePixelRatio || 1;
  const room = Math.min(window.innerWidth - 56, window.innerHeight - 150) / SIDE;
  return Math.floor(Math.min(LARGEST_ZOOM, Math.max(3, room)) * scale) / scale;
}
