// Draws in few steps whatever is asked for now, each request ended by the next one. Knows no element.

import { ApiError, problemText, streamEvents } from "./api.js";

/** @import { GeneratorInfo, SpriteData, SpriteRequest } from "./types.js" */

const DELAY = 60; // milliseconds after the last change
const STEPS = 1;
const FEW_STEPS = 8; // a painter that needs more is too slow to follow

/**
 * @typedef {object} FollowListeners
 * @property {(data: SpriteData, at: number) => Promise<void>} sprite the first, second, ... of what is asked for
 * @property {(error: unknown) => void} none nothing is asked for, or it cannot be drawn
 */

/**
 * Whether a painter is quick enough to follow what one does.
 * @param {GeneratorInfo} generator
 */
export function isQuick({ accepts_options: acceptsOptions, num_steps: steps }) {
  return acceptsOptions && steps !== null && steps <= FEW_STEPS;
}

export class Follower {
  #asked;
  #on;
  /** @type {AbortController | null} */
  #control = null;
  #timer = 0;
  #shown = ""; // the last request that was drawn whole, as JSON

  /**
   * @param {() => Promise<SpriteRequest | null>} asked what to draw now
   * @param {FollowListeners} on
   */
  constructor(asked, on) {
    this.#asked = asked;
    this.#on = on;
  }

  /** Draw again, as something was changed. */
  changed() {
    this.stop();
    this.#timer = window.setTimeout(() => this.#draw(), DELAY);
  }

  /** Draw again at once. */
  again() {
    this.stop();
    this.#draw();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#control?.abort();
  }

  async #draw() {
    this.#control = new AbortController();
    const { signal } = this.#control;
    try {
      const asked = await this.#asked();
      const body = { ...asked, num_steps: STEPS, novel: false, best_of: null };
      const text = JSON.stringify(body);
      if (signal.aborted || (asked && text === this.#shown)) return;
      this.#shown = "";
      if (!asked) {
        this.#on.none(null);
        return;
      }
      let at = 0;
      for await (const { event, data } of streamEvents("/v1/sprites/stream", { body, signal, waits: false })) {
        signal.throwIfAborted();
        if (event === "error") throw new ApiError(data.status, problemText(data));
        if (event === "sprite") await this.#on.sprite(data, at++);
      }
      this.#shown = text;
    } catch (error) {
      if (!signal.aborted) this.#on.none(error);
    }
  }
}
