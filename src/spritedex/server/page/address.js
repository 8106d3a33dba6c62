// The address of the page: its tab, and on Draw what is drawn, so that a link is a sprite. Knows no element.

/** @import { FormValues, SpriteRequest, Swaps } from "./types.js" */

/** The tabs and their titles. */
export const TABS = /** @type {const} */ ({ draw: "Draw", gallery: "Gallery", read: "Read" });

/** The parameters of a link by the fields of the form. @type {Record<string, keyof FormValues & keyof SpriteRequest>} */
const FIELDS = {
  p: "prompt", seed: "seed", n: "count", style: "style", types: "types", color: "color", shape: "shape", size: "size",
  not: "negative_prompt", steps: "num_steps", guidance: "guidance_scale", novel: "novel", best: "best_of",
  sketch: "sketch",
};

/** What a link means by leaving it out. @type {FormValues} */
const UNSAID = {
  prompt: "", types: "", color: "", shape: "", size: "", negative_prompt: "", num_steps: "", guidance_scale: "",
  novel: "false", best_of: "false", sketch: "", count: "1",
};

/** Colors that were changed by hand, as rrggbb-rrggbb with dots between. */
const SWAPS = "colors";
const SWAP = /([0-9a-f]{6})-([0-9a-f]{6})/g;

/**
 * The tab that a hash names, and the fields of the form that it has: null where it draws nothing. `swaps` are the colors
 * that it changes.
 * @param {string} hash
 * @returns {{ tab: keyof typeof TABS, values: FormValues | null, swaps: Swaps }}
 */
export function parseAddress(hash) {
  const [name, query = ""] = hash.replace(/^#/, "").split("?");
  const tab = name in TABS ? /** @type {keyof typeof TABS} */ (name) : "draw";
  const parameters = new URLSearchParams(query);
  /** @type {FormValues} */
  const values = { ...UNSAID };
  for (const [short, field] of Object.entries(FIELDS)) {
    const value = parameters.get(short);
    if (value !== null) values[field] = value;
  }
  const draws = tab === "draw" && asksForSomething(values);
  const swaps = [...(parameters.get(SWAPS) ?? "").matchAll(SWAP)].map(([, from, to]) => [`#${from}`, `#${to}`]);
  return { tab, values: draws ? values : null, swaps: Object.fromEntries(swaps) };
}

/**
 * Whether there is anything to draw.
 * @param {FormValues | SpriteRequest} asked
 */
export function asksForSomething({ prompt, types, color, shape, size }) {
  return Boolean(prompt || types?.length || color || shape || size);
}

/**
 * The hash that draws a request again, and changes these colors; without what is empty or not in a link.
 * @param {SpriteRequest} request
 * @param {Swaps} swaps
 */
export function addressOf(request, swaps = {}) {
  const parameters = new URLSearchParams();
  for (const [short, field] of Object.entries(FIELDS)) {
    const value = request[field];
    if (value === undefined || value === null || value === "" || value === false) continue;
    const text = Array.isArray(value) ? value.join(",") : String(value);
    if (text) parameters.set(short, text);
  }
  const changed = Object.entries(swaps).map((pair) => pair.map((color) => color.slice(1)).join("-"));
  if (changed.length) parameters.set(SWAPS, changed.join("."));
  return `#draw?${parameters}`;
}
