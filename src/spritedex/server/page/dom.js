// Elements, keyboard focus in groups, downloads. Knows no sprite and no request.

import { textColorOn } from "./colors.js";

/** @import { Attributes, Child } from "./types.js" */

/**
 * The first element that matches. Throws where there is none, or it is of another type.
 * @template {Element} [E=HTMLElement]
 * @param {string} selector
 * @param {(abstract new () => E) | null} [type]
 * @param {ParentNode} [root]
 * @returns {E}
 */
export function $(selector, type = null, root = document) {
  const found = root.querySelector(selector);
  if (found instanceof (type ?? HTMLElement)) return /** @type {E} */ (found);
  throw new Error(`${selector}: no such ${type?.name ?? "element"}`);
}

/**
 * The input with an id.
 * @param {string} id
 */
export function input(id) {
  return $(`#${id}`, HTMLInputElement);
}

/**
 * A new element. Attributes by name; `onclick` and the like are listeners; false, null and undefined are left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes<HTMLElementTagNameMap[Tag]>} [attributes]
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * A type's badge in its color.
 * @param {string} name
 * @param {Record<string, string>} typeColors
 */
export function typeBadge(name, typeColors) {
  return colorByType(el("span", { class: "badge" }, name), typeColors[name]);
}

/**
 * Give an element the color of a type, and text that is readable on it. Returns the element.
 * @template {HTMLElement} E
 * @param {E} element
 * @param {string} color
 */
export function colorByType(element, color) {
  element.style.setProperty("--type", color);
  element.style.setProperty("--type-text", textColorOn(color));
  return element;
}

/**
 * One tab stop for all buttons in `container`; arrow keys, Home and End move among them. Call again after a change.
 * @param {HTMLElement} container
 */
export function roving(container) {
  const buttons = () => {
    const all = /** @type {NodeListOf<HTMLElement>} */ (container.querySelectorAll("button, [role='button']"));
    const isHidden = (/** @type {HTMLElement} */ each) => {
      const hidden = each.closest("[hidden]");
      return hidden !== null && hidden !== container && container.contains(hidden);
    };
    return [...all].filter((each) => !isHidden(each) && !(each instanceof HTMLButtonElement && each.disabled));
  };
  const stopAt = (/** @type {HTMLElement | undefined} */ chosen) => {
    for (const each of buttons()) each.tabIndex = each === chosen ? 0 : -1;
  };
  stopAt(buttons().find((each) => each.tabIndex === 0 && each.hasAttribute("tabindex")) ?? buttons()[0]);
  if (container.dataset.roving) return;
  container.dataset.roving = "on";
  container.addEventListener("focusin", ({ target }) => {
    const button = target instanceof Element && target.closest("button, [role='button']");
    if (button instanceof HTMLElement) stopAt(button);
  });
  container.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.findIndex((each) => each === document.activeElement);
    const to = {
      ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1,
    }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  });
}

/**
 * Focus an element in place of the one that had focus before, unless focus was moved elsewhere meanwhile.
 * @param {Element | null} before
 * @param {HTMLElement} element
 */
export function focusInstead(before, element) {
  if (document.activeElement === before || document.activeElement === document.body) element.focus();
}

/**
 * Give a file to the browser to save.
 * @param {string} name
 * @param {Blob} blob
 */
export function download(name, blob) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Whether a field has a value that it may have.
 * @param {HTMLElement} field
 */
export function isValid(field) {
  if (field instanceof HTMLSelectElement) return field.selectedIndex >= 0;
  return !(field instanceof HTMLInputElement) || field.checkValidity();
}
