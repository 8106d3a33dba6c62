// The HTTP API: requests, problem documents, retries when the server is full, the token, streams. Knows no element.

/** @import { Detail, ProblemDocument, StreamEvent } from "./types.js" */

/**
 * `onRetry` gets the seconds until a full server is asked again, and 0 when it is asked.
 * @typedef {object} RequestOptions
 * @property {unknown} [body] sent as JSON
 * @property {FormData} [form] sent as it is
 * @property {string} [accept]
 * @property {AbortSignal} [signal]
 * @property {boolean} [waits] whether a full server is asked again; true unless given
 * @property {(seconds: number) => void} [onRetry]
 */

/** The server refused a request; `message` is one line that says what to do. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }

  /** Whether the same request would be refused again. */
  get isRefusal() {
    return this.status >= 400 && this.status < 500 && ![401, 408].includes(this.status);
  }
}

const TOKEN = "token";
const LONGEST_WAIT = 60; // seconds
const MOST_RETRIES = 60; // of a request, as long as the queue is full and nobody stops it

let token = storedToken();

/** @type {(again: boolean) => Promise<string>} */
let askForToken = async () => "";

/**
 * Set how a person is asked for the token: resolves to it, or to an empty text if there is none. `again` says that the
 * last one was wrong.
 * @param {(again: boolean) => Promise<string>} ask
 */
export function onTokenNeeded(ask) {
  askForToken = ask;
}

/**
 * GET, or POST where there is a body or a form; resolves to the JSON of the answer, or throws ApiError.
 * @param {string} path
 * @param {RequestOptions} [options]
 */
export async function requestJson(path, options) {
  const response = await request(path, options);
  return response.json().catch(throwGone);
}

/** Whether the server answers at all. */
export async function serverAnswers() {
  return fetch("/healthz").then(({ ok }) => ok, () => false);
}

/**
 * The server-sent events of a POST, to the one that ends them. Throws ApiError where the server goes before.
 * @param {string} path
 * @param {RequestOptions} options
 * @returns {AsyncGenerator<StreamEvent>}
 */
export async function* streamEvents(path, options) {
  const { body } = await request(path, { ...options, accept: "text/event-stream" });
  if (!body) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(throwGone);
      if (done) throwGone();
      const blocks = (text + value).replaceAll("\r\n", "\n").split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event) yield event;
        if (event?.event === "end") return;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/**
 * One line of a problem document: what is wrong, where, and what to do.
 * @param {Partial<ProblemDocument>} problem
 */
export function problemText({ title, detail, errors = [] }) {
  const line = withoutBody(detail || title || "");
  return [line, ...errors.map(detailText).filter((each) => !line.includes(each))].filter(Boolean).join("; ");
}

/** @param {Detail} detail */
export function detailText({ where, what }) {
  return where ? `${withoutBody(where)}: ${what}` : what;
}

/**
 * A field's name as the page has it: it knows no body.
 * @param {string} text
 */
function withoutBody(text) {
  return text.replace(/^body\./, "");
}

/**
 * @param {string} path
 * @param {RequestOptions} [options]
 * @returns {Promise<Response>}
 */
async function request(path, options = {}) {
  const { body, form, accept = "application/json", signal, waits = true, onRetry = () => {} } = options;
  let retries = 0;
  for (let asked = false; ; ) {
    const response = await send(path, { body, form, accept, signal });
    if (asked && response.status !== 401) storeToken();
    if (response.ok) return response;
    if (response.status === 401) {
      const given = await askForToken(asked);
      if (!given) throw await errorOf(response);
      token = given;
      asked = true;
    } else if (response.status === 503 && waits && retries < MOST_RETRIES) {
      retries += 1;
      const seconds = Math.min(Number(response.headers.get("Retry-After")) || 5, LONGEST_WAIT);
      await countDown(seconds, onRetry, signal);
    } else {
      throw await errorOf(response);
    }
  }
}

/**
 * @param {string} path
 * @param {RequestOptions} options
 */
async function send(path, { body, form, accept = "", signal }) {
  const headers = new Headers({ Accept: accept });
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (body) headers.set("Content-Type", "application/json");
  try {
    return await fetch(path, {
      method: body || form ? "POST" : "GET", headers, body: body ? JSON.stringify(body) : form, signal,
    });
  } catch (error) {
    return throwGone(error);
  }
}

/**
 * Throw that there is no server, unless the request was stopped.
 * @param {unknown} [error]
 * @returns {never}
 */
function throwGone(error) {
  if (isAbort(error)) throw error;
  throw new ApiError(0, "The server does not answer. Check that `spritedex serve` is running, then try again.");
}

/**
 * Whether an error comes from an AbortController.
 * @param {unknown} error
 */
export function isAbort(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

/** @param {Response} response */
async function errorOf(response) {
  const problem = await response.json().catch(() => ({ title: `${response.status} ${response.statusText}` }));
  return new ApiError(response.status, problemText(problem));
}

/**
 * @param {number} seconds
 * @param {(seconds: number) => void} onRetry
 * @param {AbortSignal} [signal]
 */
async function countDown(seconds, onRetry, signal) {
  for (let left = Math.ceil(seconds); left > 0; left -= 1) {
    onRetry(left);
    await wait(1000, signal);
  }
  onRetry(0);
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
function wait(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new DOMException("stopped", "AbortError"));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function storedToken() {
  try {
    return sessionStorage.getItem(TOKEN) ?? "";
  } catch {
    return ""; // storage is blocked
  }
}

function storeToken() {
  try {
    sessionStorage.setItem(TOKEN, token);
  } catch { /* it lasts until the page is left */ }
}

/**
 * @param {string} block
 * @returns {StreamEvent | null}
 */
function parseEvent(block) {
  let event = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    if (line.startsWith("data:")) data.push(line.slice(5));
  }
  return data.length ? /** @type {StreamEvent} */ ({ event, data: JSON.parse(data.join("\n")) }) : null;
}
