// Elements, announcements, roving focus, dialogs and downloads. Knows no sprite and no request.

export const $ = (selector, root = document) => root.querySelector(selector);

/** An element. Attributes by name; `onclick` and the like are listeners; false, null and undefined are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Tell a screen reader, politely; in an open dialog, whose page around it is inert, all see it. */
export function say(text) {
  const line = saidLine();
  line.classList.remove("wrong");
  line.textContent = line.textContent === text ? `${text}\u00a0` : text;
}

/** Show an error as one line that stays until it is dismissed or replaced; an empty text hides it. */
export function complain(text) {
  const shown = text.charAt(0).toUpperCase() + text.slice(1);
  $("#error").hidden = !text;
  $("#error-text").textContent = shown;
  if (!text || saidLine() === $("#said")) return;
  say(shown);
  saidLine().classList.add("wrong");
}

/** For `waiting` of a request: counts the seconds down in a line, says it once, and puts the line back at 0. */
export function countingIn(line = saidLine()) {
  const before = line.textContent;
  let said = false;
  return (seconds) => {
    const text = `The queue is full: asking again in ${seconds} s`;
    if (!said) say(text);
    said = true;
    line.textContent = seconds ? text : before;
  };
}

function saidLine() {
  return [...document.querySelectorAll("dialog[open] > .said")].at(-1) ?? $("#said");
}

/** One tab stop for all that `selector` finds; arrow keys, Home and End move among them. Call again after a change. */
export function roving(container, selector = "button") {
  const items = () => [...container.querySelectorAll(selector)].filter((item) => !item.hidden && !item.disabled);
  const stop = (chosen) => items().forEach((item) => { item.tabIndex = item === chosen ? 0 : -1; });
  stop(items().find((item) => item.tabIndex === 0 && item.hasAttribute("tabindex")) ?? items()[0]);
  if (container.dataset.roving) return;
  container.dataset.roving = "on";
  container.addEventListener("focusin", (event) => {
    const item = event.target.closest(selector);
    if (item) stop(item);
  });
  container.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement);
    const last = all.length - 1;
    const to = {
      ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last,
    }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  });
}

/**
 * Open a modal dialog with a title; it leaves the page when it closes, and focus goes back to where it was. Close,
 * Escape and a press beside it close it; where `leave` is given, a press beside it does not, and the others only if
 * that resolves to true.
 */
export function openDialog(title, content, { wide = false, onclose, leave } = {}) {
  const before = document.activeElement;
  const part = async () => {
    if (!leave || (await leave())) dialog.close();
  };
  const close = el("button", { type: "button", class: "quiet close", onclick: part }, "Close");
  const heading = el("h2", { id: `dialog-${Date.now()}` }, title);
  const dialog = el("dialog", { "aria-labelledby": heading.id, class: wide ? "wide" : null },
    el("header", {}, heading, close), ...content, el("p", { class: "said hint", role: "status" }));
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before?.isConnected) before.focus();
    onclose?.(dialog.returnValue);
  });
  if (leave) guard(dialog, part);
  else closeBeside(dialog);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Escape and the back gesture call `part` first. The key too, as browsers let `cancel` be prevented only at times. */
function guard(dialog, part) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    part();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    part();
  });
}

/** A press that begins and ends beside the dialog closes it. */
function closeBeside(dialog) {
  const beside = ({ target, clientX, clientY }) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom);
  };
  let pressed = false;
  dialog.addEventListener("pointerdown", (event) => { pressed = beside(event); });
  dialog.addEventListener("click", (event) => {
    if (pressed && beside(event)) dialog.close();
  });
}

/** Ask a yes-or-no question; resolves to whether it was said yes to. */
export function confirmed(title, question, yes, no) {
  return new Promise((resolve) => {
    const dialog = openDialog(title, [
      el("p", {}, question),
      el("div", { class: "go" },
        el("button", { type: "button", class: "main", onclick: () => dialog.close("yes") }, yes),
        el("button", { type: "button", onclick: () => dialog.close() }, no)),
    ], { onclose: (value) => resolve(value === "yes") });
  });
}

/** Give a file to the browser to save. */
export function download(name, blob) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Black or white, whichever reads better on the colour #rrggbb (WCAG's contrast: always 4.5 or more). */
export function inkOn(colour) {
  return luminance(colour) > 0.179 ? "#000" : "#fff";
}

/** Relative luminance of #rrggbb in [0, 1]. */
export function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** A type's badge in its colour. */
export function badge(name, colours) {
  const node = el("span", { class: "badge" }, name);
  node.style.setProperty("--type", colours[name]);
  node.style.setProperty("--type-ink", inkOn(colours[name]));
  return node;
}
