// The theme before anything is painted: what was chosen here, else what the system prefers.
"use strict";

const KEY = "theme";

function chosenTheme() {
  try {
    const chosen = localStorage.getItem(KEY);
    return chosen === "light" || chosen === "dark" ? chosen : "";
  } catch {
    return ""; // storage is barred
  }
}

document.documentElement.dataset.theme = chosenTheme();

document.addEventListener("DOMContentLoaded", () => {
  const select = document.getElementById("theme");
  select.value = document.documentElement.dataset.theme;
  select.addEventListener("change", () => {
    document.documentElement.dataset.theme = select.value;
    try {
      localStorage.setItem(KEY, select.value);
    } catch { /* it lasts until the page is left */ }
  });
});
