// The tabs: the one that the address names is shown.

import { parseAddress, TABS } from "./address.js";
import { $ } from "./dom.js";
import { placeNotices } from "./notices.js";

/** @type {(() => void)[]} */
const listeners = [];

/**
 * Show the tab that the address names.
 * @param {boolean} focused
 */
export function showTab(focused) {
  const { tab } = parseAddress(location.hash);
  for (const name of Object.keys(TABS)) {
    $(`#${name}-tab`).hidden = name !== tab;
    const link = $(`nav a[href="#${name}"]`);
    if (name === tab) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.documentElement.classList.remove("not-draw");
  document.title = `${TABS[tab]} · Spritedex`;
  placeNotices();
  for (const listener of listeners) listener();
  if (focused) $(`#${tab}-tab`).focus({ preventScroll: true });
}

/**
 * Change the address, and show its tab at once; the focus stays for the caller to move.
 * @param {string} address
 */
export function goTo(address) {
  if (location.hash !== address) history.pushState(null, "", address);
  showTab(false);
}

/**
 * Call `listener` whenever a tab is shown.
 * @param {() => void} listener
 */
export function onTab(listener) {
  listeners.push(listener);
}
