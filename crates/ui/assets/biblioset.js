// Conveniences only: every page works without this file.
"use strict";
(() => {
  // A filter is applied as soon as it is chosen; without the script its button does the same.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=date]")) form.requestSubmit();
  });

  document.addEventListener("submit", (event) => {
    // One press, one request: a slow line makes people press twice.
    const button = event.submitter;
    if (button && !event.defaultPrevented && event.target.method === "post") setTimeout(() => { button.disabled = true; }, 0);
  });
  // Coming back with the browser's button finds the form usable again.
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[disabled][type=submit]")) button.disabled = false;
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    await navigator.clipboard.writeText(source.value || source.textContent.trim());
    button.textContent = "Скопировано";
  });

  // The menus of the header close like menus: by Escape and by a click elsewhere.
  const menus = () => document.querySelectorAll(".top details[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });

  // On a phone the row of sections is longer than the screen: the current one is brought into sight.
  const row = document.querySelector(".top nav");
  const current = row?.querySelector("[aria-current]");
  if (current && row.scrollWidth > row.clientWidth) row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;

  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
})();
