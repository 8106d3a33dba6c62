// The address of the page: its tab, and on Draw what is drawn, so that a link is a sprite. Knows no element.

/** @import { FormValues, SpriteRequest } from "./types.js" */

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

/**
 * The tab that a hash names, and the fields of the form that it has: null where it draws nothing.
 * @param {string} hash
 * @returns {{ tab: keyof typeof TABS, values: FormValues | null }}
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
  const draws = tab === "draw" && Boolean(values.prompt || values.types || values.color || values.shape || values.size);
  return { tab, values: draws ? values : null };
}

/**
 * The hash that draws a request again; without what is empty or not in a link.
 * @param {SpriteRequest} request
 */
export function addressOf(request) {
  const parameters = new URLSearchParams();
  for (const [short, field] of Object.entries(FIELDS)) {
    const value = request[field];
    if (value === undefined || value === null || value === "" || value === false) continue;
    const text = Array.isArray(value) ? value.join(",") : String(value);
    if (text) parameters.set(short, text);
  }
  return `#draw?${parameters}`;
}
