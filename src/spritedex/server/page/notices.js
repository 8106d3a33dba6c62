// What the page says: a status line for screen readers, one error with its next steps. Both lie in the flow of the page.

import { ApiError, serverAnswers } from "./api.js";
import { $, el } from "./dom.js";

/** A button below an error. @typedef {{ label: string, run: () => unknown }} Step */

const ASK_AGAIN = 2000; // milliseconds
const SHOWN = 6000; // milliseconds
let errors = 0;

/**
 * Announce a text to screen readers; an open dialog, outside of which the page is inert, shows it too.
 * @param {string} text
 */
export function announce(text) {
  const line = statusLine();
  line.classList.remove("wrong");
  line.textContent = line.textContent === text ? `${text}\u00a0` : text;
}

/**
 * Announce what was done, and show it for a while at the foot of the window, with a button for the next step.
 * @param {string} text
 * @param {Step} [step]
 */
export function tell(text, step) {
  announce(text);
  if (statusLine() !== $("#status")) return;
  const button = step && stepButton({ ...step, run: () => {
    toast.remove();
    $(".tab:not([hidden])").focus({ preventScroll: true });
    return step.run();
  } });
  const toast = el("div", { class: "toast" }, el("p", { "aria-hidden": "true" }, text), button);
  document.querySelector(".toast")?.remove();
  $("#main").append(toast);
  const leave = () => (toast.contains(document.activeElement) ? setTimeout(leave, SHOWN) : toast.remove());
  setTimeout(leave, SHOWN);
}

/** The step back from what was just done. @type {Step} */
export const UNDO = { label: "Undo", run: () => $("#undo").click() };

/**
 * Show an error as one line, with a button for each next step; an empty text hides it. A request that was refused gets
 * none, as it would be again; that of the form is shown below the prompt. Where the server did not answer, the line
 * changes as soon as it does.
 * @param {unknown} error a text or an Error
 * @param {Step[]} [steps]
 */
export function showError(error, steps = []) {
  errors += 1;
  const text = error instanceof Error ? error.message : String(error);
  const shown = text.charAt(0).toUpperCase() + text.slice(1);
  const refused = error instanceof ApiError && error.isRefusal;
  const ofForm = refused && !$("#draw-tab").hidden && statusLine() === $("#status");
  if (ofForm) $("#prompt-error").append($("#error"));
  else $("#notices").prepend($("#error"));
  $("#error").hidden = !text;
  $("#error").classList.remove("over");
  $("#error").classList.toggle("refused", refused);
  $("#error-text").textContent = shown;
  $("#error-steps").replaceChildren(...(refused ? [] : steps).map(stepButton));
  if (!text) return;
  if (error instanceof ApiError && error.status === 0) watchServer(errors);
  if (statusLine() === $("#status")) {
    $("#error").scrollIntoView({ block: "nearest" });
    if (ofForm) $("#prompt").scrollIntoView({ block: "nearest" });
    return;
  }
  announce(shown);
  statusLine().classList.add("wrong");
}

/** Hide the error if it is a refused request: what is asked for is being changed. */
export function clearRefusal() {
  if ($("#error").classList.contains("refused")) showError("");
}

/**
 * A button that hides the error and takes a step.
 * @param {Step} step
 */
export function stepButton({ label, run }) {
  return el("button", {
    type: "button",
    onclick: async () => {
      showError("");
      try {
        await run();
      } catch (error) {
        showError(error, [{ label, run }]);
      }
    },
  }, label);
}

/** Notices are at the top of the tab that is shown, and the focus in them stays. */
export function placeNotices() {
  const focused = document.activeElement;
  const notices = $("#notices");
  $(".tab:not([hidden]) .place").append(notices);
  if (focused instanceof HTMLElement && notices.contains(focused)) focused.focus({ preventScroll: true });
}

/** "Dismiss" hides the error, and focus returns to where it was. */
export function addDismiss() {
  /** @type {EventTarget | null} */
  let before = null;
  $("#error").addEventListener("focusin", ({ relatedTarget }) => { before = relatedTarget; });
  $("#error-close").addEventListener("click", () => {
    showError("");
    const back = before instanceof HTMLElement && before.checkVisibility() ? before : $(".tab:not([hidden])");
    back.focus({ preventScroll: true });
  });
}

/**
 * For `onRetry` of a request: counts the seconds down in a line, announces them once, and restores the line at 0.
 * @param {HTMLElement} [line]
 */
export function retryCountdown(line = statusLine()) {
  const before = line.textContent;
  let announced = false;
  return (/** @type {number} */ seconds) => {
    const text = `The queue is full: trying again in ${seconds} s`;
    if (!announced) announce(text);
    announced = true;
    line.textContent = seconds ? text : before;
  };
}

/**
 * Ask until the server answers, or another error is shown.
 * @param {number} number which error is shown
 */
async function watchServer(number) {
  while (number === errors) {
    await new Promise((resolve) => { setTimeout(resolve, ASK_AGAIN); });
    if (number !== errors || !(await serverAnswers())) continue;
    $("#error").classList.add("over");
    $("#error-text").textContent = "The server answers again.";
    return;
  }
}

/** @returns {HTMLElement} */
function statusLine() {
  const lines = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("dialog[open] > .status"));
  return [...lines].at(-1) ?? $("#status");
}
