// The page: opens its rooms and puts the parts together. Knows every part, and no more of each than it must.

import { ask, asks } from "./api.js";
import { Between } from "./between.js";
import { $, complain, el, openDialog } from "./dom.js";
import { Drawing } from "./drawing.js";
import { Form } from "./form.js";
import { Gallery } from "./gallery.js";
import { openRead } from "./read.js";
import { Stage } from "./stage.js";

const ROOMS = ["draw", "read"];

/** Show the room that the address names; `moved` where the person went there. */
function enter(moved) {
  const room = ROOMS.find((name) => location.hash === `#${name}`) ?? ROOMS[0];
  for (const name of ROOMS) {
    $(`#room-${name}`).hidden = name !== room;
    const link = $(`nav a[href="#${name}"]`);
    if (name === room) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${room === "draw" ? "Draw" : "Read"} · Spritedex`;
  if (moved) $(`#room-${room}`).focus({ preventScroll: true });
}

/** Whole screen pixels for each pixel of a sprite, also where the screen's scale is no whole number. */
function zoomSprites() {
  const scale = window.devicePixelRatio || 1;
  const wanted = window.innerWidth < 640 ? 2 : 3;
  const whole = (zoom) => Math.max(1, Math.round(zoom * scale)) / scale;
  document.documentElement.style.setProperty("--zoom", whole(wanted));
  document.documentElement.style.setProperty("--thumb", whole(1));
}

/** "Dismiss" hides the error, and focus goes back to where it was before. */
function dismissible() {
  let before = null;
  $("#error").addEventListener("focusin", ({ relatedTarget }) => { before = relatedTarget; });
  $("#error-close").addEventListener("click", () => {
    complain("");
    (before?.checkVisibility() ? before : $(".room:not([hidden])")).focus({ preventScroll: true });
  });
}

function askToken(again) {
  return new Promise((resolve) => {
    const token = el("input", {
      type: "password", id: "token", autocomplete: "off", required: true, pattern: "\\s*[!-~]+\\s*",
      title: "A token is of letters, digits and signs of ASCII, without spaces.",
    });
    const form = el("form", { method: "dialog" },
      el("p", {}, again ? "That token was not right." : "This server has a token; it is kept until this tab closes."),
      el("label", { for: "token" }, "Token"), token,
      el("div", { class: "go" }, el("button", { type: "submit", class: "main", value: "given" }, "Go on")));
    openDialog("A token is asked for", [form], {
      onclose: (value) => resolve(value === "given" ? token.value.trim() : ""),
    });
    token.focus();
  });
}

async function begin() {
  enter(false);
  zoomSprites();
  window.addEventListener("hashchange", () => enter(true));
  window.addEventListener("resize", zoomSprites);
  $(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    $(".room:not([hidden])").focus();
  });
  dismissible();
  asks.token = askToken;

  const models = await ask("/v1/models");
  const colours = Object.fromEntries(models.types.map(({ name, colour }) => [name, colour]));
  const context = { models, colours };
  context.drawing = new Drawing();
  context.stage = new Stage(context);
  context.between = new Between(context);
  context.gallery = new Gallery((piece) => {
    if (context.between.choosing) context.between.choose(piece);
    else context.stage.bring([piece], piece);
  }, () => context.stage.clear());
  context.form = new Form(models, (request) => context.stage.draw(
    request, { kind: "Drawn", prompt: request.prompt || told(request) }, request.count,
    request.count === 1 ? "Drawing" : `Drawing ${request.count} sprites`,
  ));
  openRead(models, colours);
  $("#models").textContent = [models.generator, models.reader]
    .map(({ name, sha256 }) => `${name} ${sha256.slice(0, 8)}`).join(" · ");
  await showLast(context);
  document.body.classList.add("ready");
}

/** What the traits say, until the server says it better. */
function told({ size, colour, shape, types }) {
  return [size, colour, shape, types.join(" and ")].filter(Boolean).join(", ");
}

/** Put the last drawing of the gallery back onto the stage. */
async function showLast({ gallery, stage }) {
  const pieces = await gallery.load();
  const last = pieces.at(-1)?.batch.id;
  if (last) stage.bring(pieces.filter(({ batch }) => batch.id === last));
}

begin().catch((error) => complain(error.message));
