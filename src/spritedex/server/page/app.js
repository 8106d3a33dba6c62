// The page: opens its tabs and connects its parts.

import { onTokenNeeded, requestJson } from "./api.js";
import { Between } from "./between.js";
import { openDialog } from "./dialogs.js";
import { $, el, showError } from "./dom.js";
import { DrawForm } from "./draw-form.js";
import { Gallery } from "./gallery.js";
import { Generation } from "./generation.js";
import { openReadTab } from "./read-tab.js";
import { Results } from "./results.js";

/** @import { Context, ModelsAnswer, SpriteRequest } from "./types.js" */

const TABS = /** @type {const} */ ({ draw: "Draw", read: "Read" });
const NARROW = 640; // CSS pixels

/**
 * Show the tab that the address names.
 * @param {boolean} focused
 */
function showTab(focused) {
  const shown = location.hash === "#read" ? "read" : "draw";
  for (const name of Object.keys(TABS)) {
    $(`#${name}-tab`).hidden = name !== shown;
    const link = $(`nav a[href="#${name}"]`);
    if (name === shown) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${TABS[shown]} · Spritedex`;
  if (focused) $(`#${shown}-tab`).focus({ preventScroll: true });
}

/** A whole number of screen pixels for each pixel of a sprite, also where the screen's scale is fractional. */
function setZoom() {
  const scale = window.devicePixelRatio || 1;
  const whole = (/** @type {number} */ zoom) => String(Math.max(1, Math.round(zoom * scale)) / scale);
  const { style } = document.documentElement;
  style.setProperty("--zoom", whole(window.innerWidth < NARROW ? 2 : 3));
  style.setProperty("--thumb-zoom", whole(1));
}

/** "Dismiss" hides the error, and focus returns to where it was. */
function addDismiss() {
  /** @type {EventTarget | null} */
  let before = null;
  $("#error").addEventListener("focusin", ({ relatedTarget }) => { before = relatedTarget; });
  $("#error-close").addEventListener("click", () => {
    showError("");
    const back = before instanceof HTMLElement && before.checkVisibility() ? before : $(".tab:not([hidden])");
    back.focus({ preventScroll: true });
  });
}

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
  setZoom();
  window.addEventListener("hashchange", () => showTab(true));
  window.addEventListener("resize", setZoom);
  $(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    $(".tab:not([hidden])").focus();
  });
  addDismiss();
  onTokenNeeded(askForToken);

  /** @type {ModelsAnswer} */
  const models = await requestJson("/v1/models");
  const context = createContext(models);
  openReadTab(models, context.typeColors);
  $("#models").textContent = [models.generator, models.classifier]
    .map(({ name, sha256 }) => `${name} ${sha256.slice(0, 8)}`).join(" · ");
  await showLastBatch(context);
  document.body.classList.add("ready");
}

/** @param {ModelsAnswer} models */
function createContext(models) {
  const typeColors = Object.fromEntries(models.types.map(({ name, color }) => [name, color]));
  const context = /** @type {Context} */ ({ models, typeColors, generation: new Generation() });
  context.results = new Results(context);
  context.between = new Between(context);
  context.gallery = new Gallery((sprite) => {
    if (context.between.choosing) context.between.choose(sprite);
    else context.results.show([sprite], sprite);
  }, () => context.results.clear());
  context.form = new DrawForm(models, (request) => {
    const count = request.count ?? 1;
    const batch = { title: "Drawn", prompt: request.prompt || attributesText(request) };
    context.results.draw(request, batch, count, count === 1 ? "Drawing" : `Drawing ${count} sprites`);
  });
  return context;
}

/**
 * The attributes of a request without a prompt, until the first sprite has a prompt made from them.
 * @param {SpriteRequest} request
 */
function attributesText({ size, color, shape, types = [] }) {
  return [size, color, shape, types.join(" and ")].filter(Boolean).join(", ");
}

/**
 * Show the last batch of the gallery.
 * @param {Context} context
 */
async function showLastBatch({ gallery, results }) {
  const sprites = await gallery.load();
  const last = sprites.at(-1)?.batch.id;
  if (last !== undefined) results.show(sprites.filter(({ batch }) => batch.id === last));
}

start().catch(showError);
