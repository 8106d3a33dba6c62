// Says below the prompt that it is full: a browser cuts what is pasted beyond the limit without a word.

import { $ } from "./dom.js";

export function watchPromptLimit() {
  const prompt = $("#prompt", HTMLTextAreaElement);
  const full = $("#prompt-full");
  prompt.addEventListener("input", () => {
    full.hidden = prompt.value.length < prompt.maxLength;
    full.textContent = `A prompt has at most ${prompt.maxLength} letters here: what is longer was left out.`;
  });
}
