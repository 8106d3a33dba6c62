// The page: opens its tabs and connects its parts.

import { addressOf, parseAddress } from "./address.js";
import { onTokenNeeded, requestJson } from "./api.js";
import { Between } from "./between.js";
import { openDialog } from "./dialogs.js";
import { $, el } from "./dom.js";
import { DrawForm } from "./draw-form.js";
import { Gallery } from "./gallery.js";
import { GalleryTab } from "./gallery-tab.js";
import { Generation } from "./generation.js";
import { History, onUndoKeys } from "./history.js";
import { keepPage } from "./install.js";
import { followForm } from "./live.js";
import { addDismiss, showError, tell } from "./notices.js";
import { watchPromptLimit } from "./prompt-limit.js";
import { openReadTab } from "./read-tab.js";
import { Results } from "./results.js";
import { openShelf } from "./shelf.js";
import { followScroll, setSizes } from "./sizes.js";
import { openSketchDialog } from "./sketch-dialog.js";
import { onPicture } from "./sketch-field.js";
import { openSketchPicker } from "./sketch-picker.js";
import { goTo, showTab } from "./tabs.js";

/** @import { Context, ModelsAnswer, SpriteRequest, Swaps } from "./types.js" */

const ASK_AGAIN = 3000; // milliseconds

/** What this page has drawn, by its address. @type {Set<string>} */
const drawnAddresses = new Set();

/** The colors that a link changes, while what it asks for is sent. @type {Swaps | undefined} */
let arriving;

/**
 * @param {boolean} again
 * @returns {Promise<string>}
 */
function askForToken(again) {
  return new Promise((resolve) => {
    const token = el("input", {
      type: "password", id: "token", autocomplete: "off", required: true, pattern: "\\s*[!-~]+\\s*",
      title: "A token has ASCII letters, digits and signs, and no spaces.",
    });
    const form = el("form", { method: "dialog" },
      el("p", {}, again ? "This token is wrong." : "This server needs a token. It is kept until this tab is closed."),
      el("label", { for: "token" }, "Token"), token,
      el("div", { class: "buttons" }, el("button", { type: "submit", class: "main", value: "given" }, "Continue")));
    openDialog("Token", [form], {
      onclose: (value) => resolve(value === "given" ? token.value.trim() : ""),
    });
    token.focus();
  });
}

async function start() {
  showTab(false);
  setSizes();
  followScroll();
  window.addEventListener("hashchange", () => showTab(true));
  window.addEventListener("resize", setSizes);
  $(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    $(".tab:not([hidden])").focus();
  });
  addDismiss();
  onTokenNeeded(askForToken);

  const models = await modelsOfServer();
  const context = createContext(models);
  openReadTab(context);
  await context.gallery.load();
  await showArrival(context);
  window.addEventListener("hashchange", () => showArrival(context, drawnAddresses.has(location.hash)));
  document.body.classList.add("ready");
  await openShelf(context);
  await keepPage();
}

/**
 * The models, asked for until the server answers.
 * @returns {Promise<ModelsAnswer>}
 */
async function modelsOfServer() {
  for (let failed = false; ; ) {
    try {
      const models = await requestJson("/v1/models");
      if (failed) showError("");
      return models;
    } catch (error) {
      const again = new Promise((resolve) => {
        if (!failed) showError(error, [{ label: "Try again", run: () => resolve(null) }]);
        setTimeout(resolve, ASK_AGAIN);
      });
      failed = true;
      await again;
    }
  }
}

/** @param {ModelsAnswer} models */
function createContext(models) {
  const typeColors = Object.fromEntries(models.types.map(({ name, color }) => [name, color]));
  const context = /** @type {Context} */ ({ models, typeColors, generation: new Generation(), gallery: new Gallery() });
  context.history = pageHistory();
  context.results = new Results(context);
  context.between = new Between(context);
  context.galleryTab = new GalleryTab(context);
  context.gallery.onChange(({ changed, removed }) => {
    context.results.refresh(changed);
    for (const sprite of removed) context.results.remove(sprite);
  });
  watchPromptLimit();
  context.form = new DrawForm(models, (request) => {
    const count = request.count ?? 1;
    const swaps = arriving;
    const address = request.init ? undefined : addressOf(request, swaps);
    const batch = { title: "Drawn", prompt: request.prompt || attributesText(request), address, swaps };
    goTo(address ?? "#draw");
    if (address) drawnAddresses.add(location.hash);
    context.results.draw(request, batch, count, count === 1 ? "Drawing" : `Drawing ${count} sprites`);
  });
  followForm(context);
  for (const [id, open] of /** @type {const} */ ([["open", openSketchDialog], ["choose", openSketchPicker]])) {
    const button = $(`#sketch-${id}`, HTMLButtonElement);
    button.addEventListener("click", () => open(context));
    button.disabled = false;
  }
  if (models.generator.accepts_options) onPicture((file) => openSketchDialog(context, file));
  return context;
}

/** What was changed on the page, with its buttons and keys. */
function pageHistory() {
  const [undo, redo] = [$("#undo", HTMLButtonElement), $("#redo", HTMLButtonElement)];
  const changes = new History(() => {
    for (const [button, word, label] of /** @type {const} */ ([
      [undo, "Undo", changes.undoLabel], [redo, "Redo", changes.redoLabel],
    ])) {
      button.disabled = !label;
      button.title = label ? `${word}: ${label}` : word;
    }
    $("#history").hidden = !changes.undoLabel && !changes.redoLabel;
  });
  const move = async (/** @type {"undo" | "redo"} */ way) => {
    const label = await changes[way]();
    if (label) tell(`${way === "undo" ? "Undone" : "Redone"}: ${label}.`);
  };
  undo.addEventListener("click", () => move("undo"));
  redo.addEventListener("click", () => move("redo"));
  onUndoKeys(document, () => hasDialog() || move("undo"), () => hasDialog() || move("redo"));
  return changes;
}

function hasDialog() {
  return document.querySelector("dialog[open]") !== null;
}

/**
 * The attributes of a request without a prompt, until the first sprite has a prompt made from them.
 * @param {SpriteRequest} request
 */
function attributesText({ size, color, shape, types = [] }) {
  return [size, color, shape, types.join(" and ")].filter(Boolean).join(", ");
}

/**
 * Show what the address asks for: its batch if the gallery has it, else it is drawn, unless it was `drawn` already and
 * removed since; without one, the last batch.
 * @param {Context} context
 */
async function showArrival({ gallery, results, form }, drawn = false) {
  const { tab, values, swaps } = parseAddress(location.hash);
  const { sprites } = gallery;
  const known = values && sprites.filter(({ batch }) => batch.address === location.hash);
  if (values) form.fill(values);
  if (values && !known?.length) {
    if (drawn) return;
    arriving = Object.keys(swaps).length ? swaps : undefined;
    if (values.seed) form.drawFrom(Number(values.seed));
    else form.submit();
    arriving = undefined;
    return;
  }
  if (known?.length) {
    await Promise.all(known.map((sprite) => gallery.loadWords(sprite)));
    results.show(known);
    return;
  }
  const last = sprites.at(-1)?.batch.id;
  if (tab !== "draw" || last === undefined || results.cards.length) return;
  const batch = sprites.filter((sprite) => sprite.batch.id === last);
  await Promise.all(batch.map((sprite) => gallery.loadWords(sprite)));
  results.show(batch);
}

start().catch((error) => showError(error, [{ label: "Load the page again", run: () => location.reload() }]));
