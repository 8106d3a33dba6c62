// One drawing at a time: requested, shown as it goes, stopped on request. Knows no card and no form.

import { ApiError, detailText, isAbort, problemText, streamEvents } from "./api.js";
import { $ } from "./dom.js";
import { announce, retryCountdown, showError, stepButton } from "./notices.js";

/** @import { Step } from "./notices.js" */
/** @import { Progress, SpriteData, SpriteRequest, StreamEvent } from "./types.js" */

/**
 * @typedef {object} GenerationListeners
 * @property {() => void} [started] the server has taken the request
 * @property {(progress: Progress) => Promise<void>} [step]
 * @property {(data: SpriteData) => Promise<void>} [sprite]
 * @property {(text: string) => void} [note]
 * @property {(count: number) => Step[]} [steps] what to offer where it ended early, after so many sprites
 */

export class Generation {
  /** @type {AbortController | null} */
  #control = null;
  #startTime = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #progress = 0; // in [0, 1]
  /** @type {(() => void)[]} */
  #started = [];
  /** @type {(() => void)[]} */
  #ended = [];

  constructor() {
    $("#stop").addEventListener("click", () => this.stop());
    document.addEventListener("keydown", (event) => {
      const dialog = document.querySelector("dialog[open]");
      if (event.key === "Escape" && this.#control && !dialog && !event.defaultPrevented) this.stop();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.#control) event.preventDefault();
    });
  }

  /** @param {() => void} listener called when a drawing begins */
  onStart(listener) {
    this.#started.push(listener);
  }

  /** @param {() => void} listener called when a drawing has ended */
  onEnd(listener) {
    this.#ended.push(listener);
  }

  stop() {
    this.#control?.abort();
  }

  /** Whether nothing is being drawn; else it shows an error. */
  isFree() {
    if (this.#control) {
      showError("Another drawing is running: wait for it, or stop it.", [
        { label: "Stop it", run: () => this.stop() },
        { label: "Go to it", run: () => $("#progress-bar").scrollIntoView({ block: "center" }) },
      ]);
    }
    return !this.#control;
  }

  /**
   * Send a request and call the listeners. Resolves to how many sprites came; errors are shown, not thrown.
   * @param {SpriteRequest} request
   * @param {string} activity what is shown meanwhile, as "Drawing 8 sprites"
   * @param {GenerationListeners} on
   */
  async run(request, activity, on) {
    if (!this.isFree()) return 0;
    this.#control = new AbortController();
    const { signal } = this.#control;
    this.#start(activity);
    let count = 0;
    let problem = "";
    try {
      const options = { body: request, signal, onRetry: retryCountdown($("#progress-text")) };
      for await (const each of streamEvents("/v1/sprites/stream", options)) {
        signal.throwIfAborted();
        if (each.event === "sprite") count += 1;
        if (each.event === "problem") problem = detailText(each.data);
        await this.#handle(each, activity, on);
      }
      if (!count && problem) {
        this.#end("");
        showError(new ApiError(422, problem));
      } else {
        this.#end(`${spritesText(count)} drawn in ${this.#seconds()} s.`);
      }
    } catch (error) {
      if (isAbort(error)) {
        this.#end(`Stopped after ${spritesText(count)}.`, on.steps?.(count));
      } else {
        this.#end(count ? `Ended after ${spritesText(count)}.` : "");
        showError(error, on.steps?.(count));
      }
    }
    return count;
  }

  /**
   * @param {StreamEvent} event
   * @param {string} activity
   * @param {GenerationListeners} on
   */
  async #handle({ event, data }, activity, on) {
    if (event === "queued") {
      on.started?.();
      const before = data.waiting === 1 ? "1 request is" : `${data.waiting} requests are`;
      if (data.waiting) $("#progress-text").textContent = `Waiting: ${before} before yours`;
    } else if (event === "step") {
      this.#step(activity, data);
      await on.step?.(data);
    } else if (event === "sprite") {
      await on.sprite?.(data);
    } else if (event === "note") {
      on.note?.(data.text);
    } else if (event === "problem") {
      on.note?.(detailText(data));
    } else if (event === "error") {
      throw new ApiError(data.status, problemText(data));
    }
  }

  /** @param {string} activity */
  #start(activity) {
    for (const listener of this.#started) listener();
    showError("");
    announce(`${activity}.`);
    this.#startTime = performance.now();
    this.#progress = 0;
    $("#progress-text").textContent = activity;
    $("#progress").removeAttribute("value");
    $("#progress-steps").replaceChildren();
    $("#progress-bar").hidden = false;
    $("#progress-bar").classList.remove("over");
    $("#draw-button").setAttribute("aria-disabled", "true");
    document.body.classList.add("drawing");
    this.#showTime();
    this.#timer = setInterval(() => this.#showTime(), 500);
  }

  /**
   * @param {string} activity
   * @param {Progress} progress
   */
  #step(activity, { finished, total, step, num_steps }) {
    this.#progress = Math.min(1, (finished + (num_steps ? step / num_steps : 0)) / total);
    $("#progress", HTMLProgressElement).value = this.#progress;
    const text = total > 1 ? `${activity}: ${Math.min(finished + 1, total)} of ${total}` : activity;
    $("#progress-text").textContent = text;
  }

  #showTime() {
    const seconds = this.#seconds();
    const left = this.#progress > 0.05 ? Math.ceil(seconds / this.#progress - seconds) : 0;
    $("#progress-time").textContent = left ? `${seconds} s, about ${left} s left` : `${seconds} s`;
  }

  /** Whole seconds so far, at least one. */
  #seconds() {
    return Math.max(1, Math.round((performance.now() - this.#startTime) / 1000));
  }

  /**
   * A line with a text stays, so that nothing below it moves.
   * @param {string} text
   * @param {Step[]} [steps]
   */
  #end(text, steps = []) {
    clearInterval(this.#timer);
    const focused = $("#progress-bar").contains(document.activeElement);
    this.#control = null;
    $("#progress-bar").classList.add("over");
    $("#progress-bar").hidden = !text;
    $("#progress-text").textContent = text;
    $("#progress-time").textContent = "";
    $("#progress-steps").replaceChildren(...steps.map(stepButton));
    $("#draw-button").removeAttribute("aria-disabled");
    document.body.classList.remove("drawing");
    if (text) announce(text);
    if (focused) $("#draw-button").focus({ preventScroll: true });
    for (const listener of this.#ended) listener();
  }
}

/** @param {number} count */
function spritesText(count) {
  return count === 1 ? "1 sprite" : `${count} sprites`;
}
