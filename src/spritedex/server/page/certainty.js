// How sure the classifier is, in the words of the command line. Knows no element.

/** @import { Known } from "./types.js" */

/**
 * Whether the classifier calls the first type of a reading a guess.
 * @param {{ types?: string[], unsure?: boolean }} reading
 */
export function isUnsure({ types = [], unsure = false }) {
  return types.length > 0 && unsure;
}

/**
 * The known creatures that are near.
 * @param {Known[]} [nearest]
 */
export function nearOnes(nearest = []) {
  return nearest.filter(({ likeness }) => likeness);
}
