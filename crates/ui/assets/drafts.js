// Drafts: what is typed into a form[data-draft="its name"] stays in this browser until the form has been accepted.
// A mark beside each field says so. Files and passwords are never kept; whoever signs out leaves nothing behind.
"use strict";
(() => {
  const DAYS_KEPT = 30;
  const PREFIX = "draft:";
  const MARKS = {
    saved: "✓ сохранено в этом браузере",
    waiting: "◔ ждёт связи: сохранено в этом браузере",
    failed: "! ошибка: браузер не даёт сохранить, отправьте форму, не закрывая страницу",
  };
  const account = document.body.dataset.account;
  const keyOf = (form) => `${PREFIX}${account}:${form.dataset.draft}`;
  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)) || null; } catch { return null; } };
  const remove = (key) => { try { localStorage.removeItem(key); } catch { /* a closed storage keeps nothing */ } };
  const drafts = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } };

  const fieldsOf = (form) => [...form.elements].filter((field) =>
    field.name && !field.name.startsWith("_") && field.matches("input, select, textarea") && !field.matches("[type=hidden], [type=file], [type=password], [type=submit]"));
  const isChoice = (field) => field.matches("[type=radio], [type=checkbox]");
  const valueOf = (field) => (isChoice(field) ? field.checked : field.value);
  const setValue = (field, value) => { if (isChoice(field)) field.checked = value; else field.value = value; };
  // What the server put there: a draft of a text that has changed since is not laid over the new one.
  const givenOf = (field) => {
    if (isChoice(field)) return field.defaultChecked;
    if (field.matches("select")) return ([...field.options].find((one) => one.defaultSelected) ?? field.options[0])?.value ?? "";
    return field.defaultValue;
  };
  const nameOf = (field) => (field.type === "radio" ? `${field.name}=${field.value}` : field.name);

  const mark = (field, kind) => {
    const place = field.closest(".field, fieldset");
    if (!place) return;
    let line = [...place.children].find((one) => one.matches("p.mark"));
    if (!kind) { line?.remove(); return; }
    if (!line) { line = document.createElement("p"); place.append(line); }
    line.className = `mark ${kind}`;
    line.textContent = MARKS[kind];
  };

  const keep = (form, field) => {
    const key = keyOf(form);
    const draft = read(key) ?? { fields: {} };
    // A radio button that was chosen puts out its neighbours.
    const touched = field.type === "radio" ? fieldsOf(form).filter((one) => one.name === field.name) : [field];
    for (const one of touched) {
      // A refused form comes back with what was typed: what stood there at first is what the draft differs from.
      const given = draft.fields[nameOf(one)]?.given ?? givenOf(one);
      if (valueOf(one) === given) delete draft.fields[nameOf(one)];
      else draft.fields[nameOf(one)] = { value: valueOf(one), given };
    }
    draft.at = Date.now();
    let kind = navigator.onLine ? "saved" : "waiting";
    try {
      if (Object.keys(draft.fields).length === 0) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(draft));
    } catch { kind = "failed"; }
    mark(field, kind === "failed" || touched.some((one) => nameOf(one) in draft.fields) ? kind : null);
  };

  const tellRestored = (form, at) => {
    const notice = document.createElement("div");
    notice.className = "notice restored";
    notice.setAttribute("role", "status");
    const text = document.createElement("p");
    const when = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }).format(at);
    text.textContent = `Восстановлено то, что вы вводили ${when}.${form.querySelector("[type=file]") ? " Файл нужно выбрать заново." : ""}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button secondary";
    button.textContent = "Очистить";
    button.addEventListener("click", () => {
      remove(keyOf(form));
      form.reset();
      for (const field of fieldsOf(form)) mark(field, null);
      notice.remove();
      fieldsOf(form)[0]?.focus();
    });
    notice.append(text, button);
    form.prepend(notice);
  };

  const restore = (form) => {
    const draft = read(keyOf(form));
    if (!draft?.fields) return;
    let isRestored = false;
    for (const field of fieldsOf(form)) {
      const kept = draft.fields[nameOf(field)];
      if (!kept) continue;
      if (valueOf(field) !== kept.value) {
        if (givenOf(field) !== kept.given) continue;
        setValue(field, kept.value);
        isRestored = true;
      }
      mark(field, "saved");
      const details = field.closest("details");
      if (details) details.open = true;
    }
    if (isRestored) tellRestored(form, draft.at);
  };

  // A sent draft is forgotten when a page has come back that neither refuses the form nor asks to sign in first.
  const isSettled = () => {
    const arrival = performance.getEntriesByType("navigation")[0];
    return arrival?.type === "navigate" && !(arrival.responseStatus >= 400) && !document.querySelector(".error-summary, form[action='/login'], [data-kept]");
  };
  const isRefused = document.querySelector(".error-summary") && !document.querySelector("form[action='/login']");
  try {
    for (const key of Object.keys(sessionStorage).filter((key) => key.startsWith("sent:"))) {
      if (isSettled()) remove(key.slice(5));
      if (isSettled() || isRefused) sessionStorage.removeItem(key);
    }
  } catch { /* no storage: nothing was kept */ }
  // Back at the form itself: it is being written again, so a sending that was cut off is no sending.
  window.addEventListener("pageshow", (event) => {
    const arrival = performance.getEntriesByType("navigation")[0];
    if (!event.persisted && arrival?.type !== "back_forward") return;
    try { for (const key of Object.keys(sessionStorage)) if (key.startsWith("sent:")) sessionStorage.removeItem(key); } catch { /* no storage */ }
  });
  for (const key of drafts()) {
    const draft = read(key);
    if (!(Date.now() - draft?.at < DAYS_KEPT * 24 * 3600 * 1000)) remove(key);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form[action='/logout']")) { drafts().forEach(remove); self.caches?.delete("questionnaires-pages"); }
    if (!account || !form.dataset.draft) return;
    if (!navigator.onLine) {
      event.preventDefault();
      document.querySelector(".offline")?.remove();
      const notice = document.createElement("div");
      notice.className = "notice notice-warning offline";
      notice.setAttribute("role", "alert");
      const text = document.createElement("p");
      text.textContent = "Нет связи. Введённое сохранено в этом браузере: отправьте форму, когда связь появится.";
      notice.append(text);
      form.append(notice);
      return;
    }
    try { sessionStorage.setItem(`sent:${keyOf(form)}`, ""); } catch { /* the draft stays: better twice than never */ }
  }, true);
  if (!account) return;

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.form;
      if (form?.dataset.draft && fieldsOf(form).includes(event.target)) keep(form, event.target);
    });
  }
  const remark = (from, to) => {
    for (const line of document.querySelectorAll(`form[data-draft] p.mark.${from}`)) {
      line.className = `mark ${to}`;
      line.textContent = MARKS[to];
    }
    if (to === "saved") document.querySelector(".offline")?.remove();
  };
  window.addEventListener("offline", () => remark("saved", "waiting"));
  window.addEventListener("online", () => remark("waiting", "saved"));
  for (const form of document.querySelectorAll("form[data-draft]")) restore(form);
})();
