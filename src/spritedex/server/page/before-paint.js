// What must be known before the page is painted: the theme, stored or the system's, and whether the address names another
// tab than Draw. A classic script, no module.
"use strict";

{
  const KEY = "theme";

  const storedTheme = () => {
    try {
      const stored = localStorage.getItem(KEY);
      return stored === "light" || stored === "dark" ? stored : "";
    } catch {
      return ""; // storage is blocked
    }
  };

  document.documentElement.dataset.theme = storedTheme();
  document.documentElement.classList.toggle("not-draw", /^#(gallery|read)/.test(location.hash));

  document.addEventListener("DOMContentLoaded", () => {
    const select = document.getElementById("theme");
    if (!(select instanceof HTMLSelectElement)) return;
    select.value = document.documentElement.dataset.theme ?? "";
    select.addEventListener("change", () => {
      document.documentElement.dataset.theme = select.value;
      try {
        localStorage.setItem(KEY, select.value);
      } catch { /* it lasts until the page is left */ }
    });
  });
}
