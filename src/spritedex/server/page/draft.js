// What is entered in the Draw tab, kept by this browser across reloads. Knows no element.

/** @import { FormValues } from "./types.js" */

const DRAFT = "draft";

/** @returns {FormValues} */
export function storedDraft() {
  try {
    return JSON.parse(localStorage.getItem(DRAFT) ?? "{}") ?? {};
  } catch {
    return {}; // storage is blocked
  }
}

/** @param {FormValues} values */
export function storeDraft(values) {
  try {
    localStorage.setItem(DRAFT, JSON.stringify(values));
  } catch { /* it lasts until the page is left */ }
}
