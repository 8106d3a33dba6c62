// Modal dialogs and what several of them have. Knows no sprite and no request.

import { el } from "./dom.js";

/** @import { Child } from "./types.js" */

/**
 * Open a modal dialog; it leaves the page when it closes, and focus returns to where it was, unless it has been moved
 * elsewhere meanwhile. Close, Escape and a press outside close it; where `mayClose` is given, a press outside does not,
 * and the others only if that resolves to true.
 * @param {string} title
 * @param {Child[]} content
 * @param {object} [options]
 * @param {boolean} [options.wide]
 * @param {(returnValue: string) => void} [options.onclose]
 * @param {() => boolean | Promise<boolean>} [options.mayClose]
 */
export function openDialog(title, content, { wide = false, onclose, mayClose } = {}) {
  const before = document.activeElement;
  const close = async () => {
    if (!mayClose || (await mayClose())) dialog.close();
  };
  const heading = el("h2", { id: `dialog-${Date.now()}` }, title);
  const dialog = el("dialog", { "aria-labelledby": heading.id, class: wide ? "wide" : null },
    el("header", {}, heading, el("button", { type: "button", class: "quiet", onclick: close }, "Close")),
    ...content, el("p", { class: "status hint", role: "status" }));
  dialog.addEventListener("close", () => {
    const moved = document.activeElement !== document.body && !dialog.contains(document.activeElement);
    dialog.remove();
    if (!moved && before instanceof HTMLElement && before.isConnected) before.focus();
    onclose?.(dialog.returnValue);
  });
  if (mayClose) closeBy(dialog, close);
  else closeOutside(dialog);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Ask a yes-or-no question; resolves to whether the answer is yes.
 * @param {string} title
 * @param {string} question
 * @param {string} yes
 * @param {string} no
 * @returns {Promise<boolean>}
 */
export function confirmed(title, question, yes, no) {
  return new Promise((resolve) => {
    const dialog = openDialog(title, [
      el("p", {}, question),
      el("div", { class: "buttons" },
        el("button", { type: "button", class: "main", onclick: () => dialog.close("yes") }, yes),
        el("button", { type: "button", onclick: () => dialog.close() }, no)),
    ], { onclose: (value) => resolve(value === "yes") });
  });
}

/**
 * Radio buttons side by side.
 * @template {string} Value
 * @param {string} title
 * @param {string} name
 * @param {[Value, string][]} values with their labels
 * @param {Value} chosen
 * @param {(value: Value) => void} choose
 */
export function choice(title, name, values, chosen, choose) {
  return el("fieldset", { class: "segments" }, el("legend", {}, title), el("div", {},
    ...values.map(([value, label]) => el("label", {}, el("input", {
      type: "radio", name: `paint-${name}`, value, checked: value === chosen, onchange: () => choose(value),
    }), el("span", {}, label)))));
}

/**
 * Have Escape and the back gesture call `close`. The key is caught too, as browsers do not always let `cancel` be
 * prevented.
 * @param {HTMLDialogElement} dialog
 * @param {() => void} close
 */
function closeBy(dialog, close) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
}

/**
 * A press that begins and ends outside the dialog closes it.
 * @param {HTMLDialogElement} dialog
 */
function closeOutside(dialog) {
  const outside = (/** @type {MouseEvent} */ { target, clientX, clientY }) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom);
  };
  let pressed = false;
  dialog.addEventListener("pointerdown", (event) => { pressed = outside(event); });
  dialog.addEventListener("click", (event) => {
    if (pressed && outside(event)) dialog.close();
  });
}
