// The theme, set before the page is painted: the stored choice, else the system's. A classic script, no module.
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
