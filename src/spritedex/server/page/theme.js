// The theme before anything is painted: what was chosen here, else what the system prefers.
"use strict";

const system = matchMedia("(prefers-color-scheme: dark)");

/** "light" or "dark", as now shown. */
function theme() {
  return document.documentElement.dataset.theme || (system.matches ? "dark" : "light");
}

try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch { /* storage is barred: the system's theme stands */ }

document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme");
  const label = () => { button.textContent = theme() === "dark" ? "Light theme" : "Dark theme"; };
  button.addEventListener("click", () => {
    const next = theme() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try { localStorage.setItem("theme", next); } catch { /* it lasts until the page is left */ }
    label();
  });
  system.addEventListener("change", label);
  label();
});
