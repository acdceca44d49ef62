// Conveniences only: every page works without this file.
"use strict";
(() => {
  // A filter is applied as soon as it is chosen; without the script its button does the same.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=date]")) form.requestSubmit();
  });

  // What is typed into a comment or a reason is kept on this computer until it is sent (an expired session, a lost line).
  const keyOf = (field) => "draft:" + location.pathname + ":" + field.name;
  // A submitted text is forgotten only when a page has come back without an error: the line may have broken meanwhile.
  const arrival = performance.getEntriesByType("navigation")[0];
  const cameAnew = arrival && arrival.type === "navigate" && !document.querySelector(".error-summary");
  for (const key of Object.keys(sessionStorage).filter((key) => key.startsWith("sent:"))) {
    if (cameAnew) localStorage.removeItem(key.slice(5));
    sessionStorage.removeItem(key);
  }
  const restore = (root) => {
    for (const field of root.querySelectorAll("textarea[data-keep]")) {
      const kept = localStorage.getItem(keyOf(field));
      if (kept && !field.value) field.value = kept;
    }
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-keep]")) localStorage.setItem(keyOf(event.target), event.target.value);
  });
  document.addEventListener("submit", (event) => {
    for (const field of event.target.querySelectorAll("textarea[data-keep]")) sessionStorage.setItem("sent:" + keyOf(field), "");
    // Whoever signs out leaves nothing behind for the next person at this computer.
    if (event.target.matches("form[action='/logout']")) {
      for (const key of Object.keys(localStorage).filter((key) => key.startsWith("draft:"))) localStorage.removeItem(key);
    }
    // One press, one request: a slow line makes people press twice.
    const button = event.submitter;
    if (button && event.target.method === "post") setTimeout(() => { button.disabled = true; }, 0);
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

  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
  restore(document);
})();
