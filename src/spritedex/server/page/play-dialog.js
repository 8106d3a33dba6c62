// The dialog that plays the frames between two sprites, there and back, and saves them as one moving picture.

import { apngOf, enlarged, gifOf } from "./animation.js";
import { openDialog } from "./dialogs.js";
import { download, el } from "./dom.js";
import { showError, tell } from "./notices.js";
import { showPixels, SIDE } from "./pixels.js";

/** @import { Sprite } from "./sprite.js" */

const SCALE = 4;

/** @param {Sprite[]} sprites the frames in their order */
export async function openPlayDialog(sprites) {
  if (document.querySelector("dialog[open]")) return;
  const there = await Promise.all(sprites.map((sprite) => sprite.pixels("front")));
  const frames = [...there, ...there.slice(1, -1).reverse()];
  const canvas = el("canvas", { class: "played", width: SIDE, height: SIDE, role: "img", "aria-label": "The frames, played" });
  const speed = el("input", { type: "range", id: "play-speed", min: 60, max: 600, step: 20, value: 160, oninput: () => play() });
  let at = 0;
  let timer = 0;
  const play = () => {
    clearInterval(timer);
    timer = window.setInterval(() => showPixels(canvas, frames[(at += 1) % frames.length]), Number(speed.value));
  };
  /**
   * @param {string} label
   * @param {string} suffix
   * @param {(frames: ImageData[], delay: number) => Promise<Blob | null> | Blob | null} make
   */
  const button = (label, suffix, make) => el("button", {
    type: "button",
    onclick: async () => {
      try {
        const blob = await make(frames.map((frame) => enlarged(frame, SCALE)), Number(speed.value));
        if (!blob) throw new Error("These frames have more than 255 colors: save them as an animated PNG.");
        download(`${sprites[0].fileStem}-between.${suffix}`, blob);
        tell("Saved.");
      } catch (error) {
        showError(error);
      }
    },
  }, label);
  showPixels(canvas, frames[0]);
  openDialog("Play", [
    el("div", { class: "played-stage" }, canvas),
    el("label", { for: "play-speed" }, "Time of each frame"), speed,
    el("div", { class: "buttons" }, button("Save GIF", "gif", gifOf), button("Save animated PNG", "png", apngOf)),
  ], { onclose: () => clearInterval(timer) });
  play();
}
