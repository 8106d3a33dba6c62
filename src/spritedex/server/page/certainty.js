// How sure the classifier is, in the words of the command line. Knows no element.

/** @import { Known } from "./types.js" */

const UNSURE = 0.35;
const NEAR = 0.75;
const VERY_NEAR = 0.9;

/**
 * Whether the first type of a reading is a guess below 35 %.
 * @param {{ types?: string[], probabilities?: Record<string, number> }} reading
 */
export function isUnsure({ types = [], probabilities = {} }) {
  return types.length > 0 && (probabilities[types[0]] ?? 1) < UNSURE;
}

/**
 * The known creatures that are near.
 * @param {Known[]} [nearest]
 */
export function nearOnes(nearest = []) {
  return nearest.filter(({ similarity }) => similarity >= NEAR);
}

/**
 * How near a known creature is, to put before its name.
 * @param {Known} known
 */
export function likeness({ similarity }) {
  return similarity >= VERY_NEAR ? "very like" : "like";
}
