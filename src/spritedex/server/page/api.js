// The HTTP API: requests, problem documents, waiting when it is full, the token, streams. Knows no element.

/** The server said no; `message` is one line with the cure. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** What the page does where the API needs a person; the page fills it in. */
export const asks = {
  /** Resolves to a token, or to an empty text if there is none. `again`: the one before was wrong. */
  token: async (again) => "",
};

const TOKEN = "token";
const LONGEST_WAIT = 60;

let token = keptToken();

/**
 * GET or POST to the API; resolves to the response, or throws Refused. `body` is sent as JSON, `form` as it is. Where
 * the server is full, `waiting` is told the seconds until it is asked again, and 0 when it is asked.
 */
async function call(path, { body, form, accept = "application/json", signal, waiting = () => {} } = {}) {
  let waited = false;
  for (let asked = false; ; ) {
    const response = await once(path, { body, form, accept, signal });
    if (asked && response.status !== 401) keepToken();
    if (response.ok) return response;
    if (response.status === 401) {
      const given = await asks.token(asked);
      if (!given) throw await refusal(response);
      token = given;
      asked = true;
    } else if (response.status === 503 && !waited) {
      waited = true;
      const seconds = Math.min(Number(response.headers.get("Retry-After")) || 5, LONGEST_WAIT);
      await countDown(seconds, waiting, signal);
    } else {
      throw await refusal(response);
    }
  }
}

/** The same, its answer as JSON. */
export async function ask(path, options) {
  return (await call(path, options)).json();
}

/** Server-sent events of a POST: yields { event, data }, the data parsed. */
export async function* stream(path, { body, signal, waiting }) {
  const response = await call(path, { body, accept: "text/event-stream", signal, waiting });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (text + value).replaceAll("\r\n", "\n").split("\n\n");
      text = blocks.pop();
      for (const block of blocks) {
        const event = parsed(block);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** One line of a problem document: what is wrong, where, and the cure. */
export function lineOf(problem) {
  const wrong = (problem.errors ?? []).map(({ where, what }) => (where ? `${where}: ${what}` : what));
  return [problem.detail || problem.title, ...wrong].filter(Boolean).join("; ");
}

/** Base64 text -> a Blob. */
export function blobOf(data, type = "image/png") {
  return new Blob([bytesOf(data)], { type });
}

/** Base64 text -> Uint8Array. */
export function bytesOf(data) {
  return Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
}

/** Blob -> base64 text. */
export async function base64Of(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

async function once(path, { body, form, accept, signal }) {
  const headers = { Accept: accept };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  try {
    return await fetch(path, {
      method: body || form ? "POST" : "GET", headers, body: body ? JSON.stringify(body) : form, signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, "The server does not answer. See whether `spritedex serve` still runs, then try again.");
  }
}

async function refusal(response) {
  const problem = await response.json().catch(() => ({ title: `${response.status} ${response.statusText}` }));
  return new Refused(response.status, lineOf(problem));
}

async function countDown(seconds, waiting, signal) {
  for (let left = Math.ceil(seconds); left > 0; left -= 1) {
    waiting(left);
    await pause(1000, signal);
  }
  waiting(0);
}

function keptToken() {
  try {
    return sessionStorage.getItem(TOKEN);
  } catch {
    return null; // storage is barred
  }
}

function keepToken() {
  try {
    sessionStorage.setItem(TOKEN, token);
  } catch { /* it lasts until the page is left */ }
}

function pause(milliseconds, signal) {
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

function parsed(block) {
  let event = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    if (line.startsWith("data:")) data.push(line.slice(5));
  }
  return data.length ? { event, data: JSON.parse(data.join("\n")) } : null;
}
