// The Gallery tab: all sprites as small pictures, searched and filtered; several can be chosen at once.

import { markFavorites, removeSprites } from "./changes.js";
import { confirmed } from "./dialogs.js";
import { $, download, el, focusInstead, input, roving } from "./dom.js";
import { Thumbs } from "./gallery-thumbs.js";
import { spritesOfZip, zipOfSprites } from "./gallery-zip.js";
import { UNDO, showError, tell } from "./notices.js";
import { openPaletteDialog } from "./palette-dialog.js";
import { openSaveSet } from "./save-set.js";
import { setThumbSize } from "./sizes.js";
import { goTo, onTab } from "./tabs.js";

/** @import { Sprite } from "./sprite.js" */
/** @import { Context } from "./types.js" */

export class GalleryTab {
  #context;
  #thumbs;
  #search = input("gallery-search");
  #type = $("#gallery-type", HTMLSelectElement);
  #style = $("#gallery-style", HTMLSelectElement);
  #favorites = input("gallery-favorites");
  #waiting = false;

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
    const { types, generator } = context.models;
    this.#type.append(...types.map(({ name }) => el("option", {}, name)));
    this.#style.append(...generator.styles.map((style) => el("option", {}, style)));
    this.#style.hidden = !generator.styles.length;
    this.#thumbs = new Thumbs($("#thumbs"), {
      open: (sprite) => this.#open(sprite),
      favorite: (sprite) => markFavorites([sprite], !sprite.favorite, context),
      chosen: () => this.#showChosen(),
    });
    for (const each of [this.#search, this.#type, this.#style, this.#favorites]) {
      each.addEventListener("input", () => this.#show());
    }
    $("#gallery-filters").addEventListener("submit", (event) => event.preventDefault());
    this.#addButtons();
    context.gallery.onChange(({ added, changed, removed }) => this.#change(added, changed, removed));
    onTab(() => this.#show());
    window.addEventListener("resize", () => setThumbSize(context.gallery.sprites.length));
  }

  #addButtons() {
    const { gallery } = this.#context;
    /** @type {[string, () => unknown][]} */
    const buttons = [
      ["gallery-save", () => this.#save(gallery.sprites)],
      ["gallery-clear", () => this.#clear()],
      ["chosen-all", () => this.#thumbs.choose(this.#found())],
      ["chosen-none", () => {
        this.#thumbs.choose([]);
        $("#chosen-all").focus();
      }],
      ["chosen-favorite", () => {
        const { chosen } = this.#thumbs;
        return markFavorites(chosen, chosen.some(({ favorite }) => !favorite), this.#context);
      }],
      ["chosen-palette", () => openPaletteDialog(this.#thumbs.chosen, this.#context)],
      ["chosen-save", () => this.#save(this.#thumbs.chosen)],
      ["chosen-formats", () => openSaveSet(this.#thumbs.chosen, this.#context)],
      ["chosen-delete", () => this.#delete(this.#thumbs.chosen)],
    ];
    for (const [id, press] of buttons) {
      const run = async () => {
        try {
          await press();
        } catch (error) {
          showError(error, [{ label: "Try again", run }]);
        }
      };
      $(`#${id}`).addEventListener("click", run);
    }
    roving($("#chosen-tools"));
    input("gallery-load").addEventListener("change", ({ currentTarget }) => {
      if (!(currentTarget instanceof HTMLInputElement)) return;
      const [file] = currentTarget.files ?? [];
      if (file) this.#load(file);
      currentTarget.value = "";
    });
  }

  /** The sprites that the filters let through, newest first. */
  #found() {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const [type, style, favorites] = [this.#type.value, this.#style.value, this.#favorites.checked];
    const [usual] = this.#context.models.generator.styles;
    return this.#context.gallery.sprites.filter(({ data, favorite, prompt, seed }) => {
      const text = `${prompt} #${seed} ${(data.types ?? []).join(" ")}`.toLowerCase();
      return (!favorites || favorite) && (!type || data.types?.includes(type))
        && (!style || (data.options.style ?? usual) === style) && words.every((word) => text.includes(word));
    }).reverse();
  }

  /**
   * @param {Sprite[]} added
   * @param {Sprite[]} changed
   * @param {Sprite[]} removed
   */
  #change(added, changed, removed) {
    $("#gallery-tab").setAttribute("aria-busy", String(this.#context.gallery.busy));
    for (const sprite of changed) this.#thumbs.refresh(sprite);
    if (!added.length && !removed.length && !changed.length) return;
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      this.#show();
    });
  }

  #show() {
    const { sprites } = this.#context.gallery;
    const found = this.#found();
    setThumbSize(sprites.length);
    if (!$("#gallery-tab").hidden) this.#thumbs.show(found);
    else this.#thumbs.keepChosen(found);
    const all = sprites.length === 1 ? "1 sprite" : `${sprites.length.toLocaleString()} sprites`;
    $("#gallery-count").textContent = found.length === sprites.length ? all : `${found.length} of ${all}`;
    $("#gallery-link-count").textContent = sprites.length ? String(sprites.length) : "";
    $("#gallery-empty").hidden = sprites.length > 0;
    $("#gallery-none").hidden = !sprites.length || found.length > 0;
    for (const id of ["gallery-filters", "chosen-tools", "gallery-save", "gallery-clear"]) $(`#${id}`).hidden = !sprites.length;
    this.#showKept();
    this.#showChosen();
  }

  async #showKept() {
    const kept = await this.#context.gallery.isPersistent();
    $("#gallery-kept").textContent = kept
      ? "Kept in this browser until you delete them."
      : "Kept in this browser, which may delete them when its disk is full.";
  }

  #showChosen() {
    const count = this.#thumbs.chosen.length;
    $("#chosen-count").textContent = count ? `${count} chosen` : "";
    for (const id of ["count", "none", "favorite", "palette", "save", "formats", "delete"]) $(`#chosen-${id}`).hidden = !count;
    roving($("#chosen-tools"));
  }

  /** @param {Sprite} sprite */
  async #open(sprite) {
    const { between, gallery, results } = this.#context;
    if (between.choosing) {
      await between.choose(sprite);
      return;
    }
    await gallery.loadWords(sprite);
    goTo(sprite.batch.address ?? "#draw");
    results.show([sprite], sprite);
  }

  /** @param {Sprite[]} sprites */
  async #save(sprites) {
    await Promise.all(sprites.map((sprite) => this.#context.gallery.loadWords(sprite)));
    download("spritedex-gallery.zip", await zipOfSprites(sprites));
    tell(`${sprites.length} sprites saved as a zip. “Load a zip” reads it back.`);
  }

  /** @param {File} file */
  async #load(file) {
    try {
      const { gallery, history } = this.#context;
      const there = new Set(gallery.sprites.map(({ created, seed }) => `${created} ${seed}`));
      const sprites = (await spritesOfZip(file)).filter(({ created, seed }) => !there.has(`${created} ${seed}`));
      await gallery.keep(...sprites);
      tell(sprites.length ? `${sprites.length} sprites loaded.` : "All sprites of this zip are here already.");
      if (!sprites.length) return;
      history.add({
        label: `load ${sprites.length} sprites`, undo: () => gallery.remove(sprites), redo: () => gallery.restore(sprites),
      });
    } catch (error) {
      showError(error, [{ label: "Choose another zip", run: () => input("gallery-load").click() }]);
    }
  }

  /** @param {Sprite[]} sprites */
  async #delete(sprites) {
    const before = document.activeElement;
    this.#thumbs.choose([]);
    await removeSprites(sprites, this.#context);
    tell(`${sprites.length === 1 ? "1 sprite" : `${sprites.length} sprites`} deleted.`, UNDO);
    focusInstead(before, $("#undo"));
  }

  async #clear() {
    const { gallery } = this.#context;
    const question = `This deletes ${gallery.sprites.length} sprites from this browser. Undo brings them back until you `
      + "leave the page.";
    if (await confirmed("Delete all sprites?", question, "Delete all", "Cancel")) await this.#delete(gallery.sprites);
  }
}
