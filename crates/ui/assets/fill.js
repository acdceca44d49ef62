// Filling in a questionnaire: every field is saved by itself, what cannot be sent waits in this browser and is sent later.
// The page works without this file: then its buttons save the whole section.
const form = document.querySelector("form[data-fill]");
const box = document.getElementById("queue");
const { fill, answer, next } = form?.dataset ?? {};
const account = document.body.dataset.account ?? "link";
const MARKS = {
  saved: ["saved", "✓ сохранено"],
  waiting: ["waiting", "◔ ждёт связи: сохранено на этом устройстве"],
  error: ["failed", "! ошибка: сохранено, но нужно исправить. "],
  explain: ["waiting", "◔ требует пояснения. "],
  conflict: ["failed", "! два разных ответа: выберите один"],
  closed: ["failed", "! закрыто: анкета больше не принимает ответы"],
  refused: ["failed", "! не принято. "],
};

// ── the queue ──────────────────────────────────────────────────────────────────────────────────────────────
const database = new Promise((resolve, reject) => {
  const opening = indexedDB.open("biblioset-fill", 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("queue", { keyPath: ["account", "answer", "path"] });
    opening.result.createObjectStore("meta");
  };
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});
const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
// One transaction gives the number and keeps the answer: two tabs never use the same number.
const enqueue = async (entry) => {
  const work = (await database).transaction(["queue", "meta"], "readwrite", { durability: "strict" });
  const meta = work.objectStore("meta");
  const client = (await done(meta.get("client"))) ?? crypto.randomUUID();
  const seq = ((await done(meta.get("seq"))) ?? 0) + 1;
  meta.put(client, "client");
  meta.put(seq, "seq");
  const queue = work.objectStore("queue");
  const before = await done(queue.get([account, entry.answer, entry.path]));
  // What was seen when the field was touched first is what a later answer of another device is told from.
  queue.put({ ...before, ...entry, base: before?.base ?? entry.base, account, client, seq });
  return new Promise((resolve, reject) => { work.oncomplete = resolve; work.onerror = () => reject(work.error); });
};
const queued = async () => {
  const all = await done((await database).transaction("queue").objectStore("queue").getAll());
  return all.filter((entry) => entry.account === account);
};
// Only the very save that was answered leaves the queue: the field may have been changed again meanwhile.
const dequeue = async (entry) => {
  const queue = (await database).transaction("queue", "readwrite").objectStore("queue");
  const now = await done(queue.get([entry.account, entry.answer, entry.path]));
  if (now?.seq === entry.seq) await done(queue.delete([entry.account, entry.answer, entry.path]));
};

// ── fields ─────────────────────────────────────────────────────────────────────────────────────────────────
const placeOf = (path) => document.querySelector(`[data-path="${CSS.escape(path)}"]`);
const controls = (path) => [...form.querySelectorAll(`[name="${CSS.escape(`v:${path}`)}"]`)];
const isTick = (control) => control.matches("[type=radio], [type=checkbox]");
const valueOf = (path) => controls(path).filter((one) => !isTick(one) || one.checked).map((one) => one.value).filter(Boolean).join(" ");
const setValue = (path, value) => {
  const words = value.split(" ");
  controls(path).forEach((one, place) => {
    if (isTick(one)) one.checked = one.type === "radio" ? one.value === value : words.includes(one.value);
    else if (controls(path).length > 1) one.value = words[place] ?? "";
    else one.value = one.inputMode === "decimal" ? value.replace(".", ",") : value;
  });
};
const mark = (path, kind, more = "") => {
  const line = placeOf(path)?.querySelector("[data-mark]");
  if (!line) return;
  const [name, words] = MARKS[kind] ?? MARKS.saved;
  line.className = `mark ${name}`;
  line.textContent = words + more;
};
const show = (relevant, computed) => {
  for (const [path, is] of relevant ?? []) { const place = placeOf(path); if (place) place.hidden = !is; }
  for (const [path, value] of computed ?? []) {
    const place = placeOf(path)?.querySelector("[data-value]");
    if (place) place.textContent = value.replace(".", ",");
  }
};
const setRevision = (path, revision) => {
  const place = placeOf(path);
  if (!place) return;
  place.dataset.revision = revision;
  const base = place.querySelector(`[name="${CSS.escape(`base:${path}`)}"]`);
  if (base) base.value = revision;
};
const offerBoth = (path, mine, theirs, revision) => {
  const place = placeOf(path);
  if (!place) return;
  const told = document.createElement("div");
  told.className = "notice notice-warning";
  const words = document.createElement("p");
  words.textContent = "На другом устройстве введено другое. Выберите верное:";
  told.append(words);
  for (const [title, value] of [["здесь", mine], ["там", theirs]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button secondary";
    button.textContent = `${title}: ${value || "пусто"}`;
    button.addEventListener("click", () => { setRevision(path, revision); setValue(path, value); told.remove(); keep(path); });
    told.append(button, " ");
  }
  (place.querySelector("[data-mark]")?.parentElement ?? place).append(told);
};

// ── the engine: the same rules without a network ──────────────────────────────────────────────────────────
let engine = null;
let engineWords = "Ответы проверяет сервер, когда есть связь.";
const startEngine = async () => {
  const { engine: script, wasm } = box.dataset;
  if (!wasm) return;
  const opened = await fetch(`${fill}/form.json`).then((response) => response.json());
  const worker = new Worker(script, { type: "module" });
  const waiting = new Map();
  let number = 0;
  worker.onmessage = ({ data }) => { waiting.get(data.id)?.(data.answer); waiting.delete(data.id); };
  worker.onerror = () => { engine = null; };
  const ask = (command) => new Promise((resolve) => { number += 1; waiting.set(number, resolve); worker.postMessage({ id: number, wasm, command }); });
  const session = (await ask(opened.open)).ok?.session;
  if (!session) return;
  engine = (command) => ask({ session, ...command });
  for (const entry of (await queued()).filter((one) => one.answer === answer)) await engine({ do: "answer", path: entry.path, value: entry.value });
  engineWords = "Ответы проверяются прямо здесь, и без связи тоже.";
  await tell();
};
const consult = async (path, value) => {
  const told = (await engine?.({ do: "answer", path, value: value.replace(",", ".") }))?.ok;
  if (!told) return;
  show(told.changed.map((node) => [node.path, node.is_relevant]), told.changed.filter((node) => node.is_computed).map((node) => [node.path, node.value]));
  const error = told.report.errors.find((one) => one.code !== "required");
  if (error) mark(path, "error", error.message);
};

// ── sending ────────────────────────────────────────────────────────────────────────────────────────────────
let failures = 0;
let timer = null;
let sending = null;
let state = "";
const csrf = () => form.querySelector("[name=_csrf]");
const later = () => {
  failures += 1;
  clearTimeout(timer);
  // 2ⁿ seconds, five minutes at most (Enketo's rule), spread so that a school does not come back all at once.
  timer = setTimeout(flush, Math.min(2 ** failures, 300) * 1000 * (0.75 + Math.random() / 2));
};
const post = (entry) => {
  const body = new URLSearchParams({ _csrf: csrf().value, path: entry.path, value: entry.value, client: entry.client, seq: entry.seq, base: entry.base });
  if (entry.explanation !== undefined) body.set("explanation", entry.explanation);
  return fetch(`${entry.fill}/fields`, { method: "POST", body, redirect: "manual" });
};
const freshToken = async (entry) => {
  const opened = await fetch(`${entry.fill}/form.json`);
  if (!opened.ok || !opened.headers.get("content-type")?.includes("json")) return false;
  csrf().value = (await opened.json()).csrf;
  return true;
};
const sendOne = async (entry) => {
  let response = await post(entry);
  if (response.status === 403 && await freshToken(entry)) response = await post(entry);
  if (response.status === 401 || response.status === 403 || response.type === "opaqueredirect") { state = "login"; return false; }
  const isTold = response.headers.get("content-type")?.includes("json");
  if (!isTold) throw new Error(`status ${response.status}`);
  const told = await response.json();
  const isHere = entry.answer === answer;
  if (["closed", "refused"].includes(told.state)) { if (isHere) mark(entry.path, told.state, told.message ?? ""); return true; }
  await dequeue(entry);
  if (!isHere) return true;
  if (told.state === "conflict") { mark(entry.path, "conflict"); offerBoth(entry.path, entry.value, told.value ?? "", told.revision); return true; }
  if (told.state === "late") setValue(entry.path, told.value ?? "");
  setRevision(entry.path, told.revision);
  mark(entry.path, told.state, ["error", "explain"].includes(told.state) ? told.message ?? "" : "");
  show(told.relevant, told.computed);
  if (told.reload || told.state === "explain") state = "reload";
  return true;
};
const flush = () => {
  sending ??= (async () => {
    try {
      if (state !== "reload") state = "";
      for (const entry of await queued()) if (!(await sendOne(entry))) break;
      if (state !== "login") failures = 0; else later();
    } catch { later(); } finally { sending = null; }
    await tell();
  })();
  return sending;
};
const keep = async (path, explanation) => {
  const place = placeOf(path);
  const value = valueOf(path);
  try {
    await enqueue({ answer, fill, path, value, base: place?.dataset.revision ?? "0", ...(explanation === undefined ? {} : { explanation }), at: Date.now() });
    mark(path, "waiting");
  } catch {
    mark(path, "refused", "Браузер не даёт сохранить на устройстве: нажмите «Сохранить» внизу страницы.");
  }
  await consult(path, value);
  await flush();
};

// ── what is always seen ────────────────────────────────────────────────────────────────────────────────────
const button = (words, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button secondary";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
};
const toFile = async () => {
  const text = JSON.stringify({ kind: "biblioset-answers", account, entries: await queued() });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "ответы.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
const fromFile = () => {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json";
  input.addEventListener("change", async () => {
    try {
      const read = JSON.parse(await input.files[0].text());
      if (read.kind !== "biblioset-answers" || read.account !== account) throw new Error("foreign");
      for (const { answer: of, fill: to, path, value, explanation, base, at } of read.entries) {
        if (typeof to === "string" && /^\/(questionnaires|by-link)\/answers\/[\w-]+$/.test(to)) await enqueue({ answer: of, fill: to, path, value, explanation, base, at });
      }
      await overlay();
      await flush();
    } catch { state = "foreign"; await tell(); }
  });
  input.click();
};
const tell = async () => {
  const waiting = await queued();
  box.hidden = false;
  box.className = `notice ${waiting.length ? "notice-warning" : "notice-success"}`;
  const words = document.createElement("p");
  let text = waiting.length ? `Ждут отправки: ${waiting.length}. Они сохранены на этом устройстве и уйдут сами, когда появится связь.` : "Все ответы сохранены на сервере.";
  if (state === "login") text = `Нужно войти снова: сеанс закончился. Ответы (${waiting.length}) ждут на этом устройстве. `;
  if (state === "foreign") text = "Этот файл не читается, или ответы в нём записаны под другой учётной записью. ";
  if (state === "reload") text += " От ответа зависят другие вопросы: нажмите «Сохранить», чтобы увидеть их.";
  words.textContent = `${text} ${engineWords}`;
  const row = document.createElement("p");
  row.className = "row";
  if (state === "login") { const link = document.createElement("a"); link.href = `/login?next=${encodeURIComponent(location.pathname)}`; link.textContent = "Войти"; row.append(link); }
  if (waiting.length) row.append(button("Отправить сейчас", () => { failures = 0; flush(); }), button("Сохранить в файл", toFile));
  row.append(button("Отправить из файла", fromFile));
  box.replaceChildren(words, row);
};
const overlay = async () => {
  for (const entry of (await queued()).filter((one) => one.answer === answer)) if (placeOf(entry.path)) { setValue(entry.path, entry.value); mark(entry.path, "waiting"); }
};

// ── a table out of Excel ───────────────────────────────────────────────────────────────────────────────────
const fold = (text) => text.trim().toLowerCase().replaceAll("ё", "е");
const paste = (event) => {
  const rows = (event.clipboardData?.getData("text") ?? "").replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  const target = event.target;
  const line = target.closest?.(".answers tr[data-path]");
  if (rows.length < 2 && rows[0].length < 2) return;
  const touched = [];
  if (line) {
    const lines = [...line.parentElement.querySelectorAll("tr[data-path]")];
    rows.forEach(([cell], place) => {
      const to = lines[lines.indexOf(line) + place];
      const choice = [...(to?.querySelectorAll("input[type=radio]") ?? [])].find((one) => one.value === cell.trim() || fold(one.nextElementSibling?.textContent ?? "") === fold(cell));
      if (choice) { choice.checked = true; touched.push(to.dataset.path); }
    });
  } else if (target.matches?.("input[type=text]")) {
    const typed = (scope) => [...scope.querySelectorAll("input[type=text], input[type=date]")].filter((one) => one.name.startsWith("v:"));
    const instance = target.closest("[data-instance]");
    const instances = instance ? [...instance.parentElement.querySelectorAll(":scope > [data-instance]")] : null;
    const all = typed(instance ?? form);
    rows.forEach((cells, down) => cells.forEach((cell, right) => {
      const to = instances ? typed(instances[instances.indexOf(instance) + down] ?? document.createElement("i"))[all.indexOf(target) + right] : all[all.indexOf(target) + down * cells.length + right];
      if (to) { to.value = cell.trim(); touched.push(to.name.slice(2)); }
    }));
  } else return;
  if (touched.length === 0) return;
  event.preventDefault();
  (async () => { for (const path of touched) await keep(path); })();
};

if (form && box) {
  const isOpen = !form.querySelector("fieldset[disabled]");
  let typing = null;
  const pathOf = (control) => (control.name?.startsWith("v:") ? control.name.slice(2) : null);
  form.addEventListener("change", (event) => {
    clearTimeout(typing);
    const path = pathOf(event.target);
    const explained = event.target.dataset.explains;
    if (explained) keep(explained, event.target.value);
    else if (path) keep(path);
  });
  form.addEventListener("input", (event) => {
    const path = pathOf(event.target);
    if (!path || isTick(event.target)) return;
    clearTimeout(typing);
    typing = setTimeout(() => keep(path), 900);
  });
  form.addEventListener("paste", paste);
  // Up and down go from row to row of a matrix; left and right choose, as radio buttons do.
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest?.(".answers tr[data-path]");
    if (!row || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const place = [...row.querySelectorAll("input[type=radio]")].indexOf(event.target);
    const to = event.key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
    to?.querySelectorAll("input[type=radio]")[place]?.focus();
  });
  // While something waits for the network, going on does not ask the server: the next page opens as it was seen last.
  form.addEventListener("submit", (event) => {
    if (navigator.onLine || !next || event.submitter?.value !== "next") return;
    event.preventDefault();
    location.href = next;
  });
  addEventListener("online", () => { failures = 0; flush(); });
  addEventListener("offline", tell);
  if (isOpen) {
    overlay().then(flush).then(startEngine).catch(() => {});
    if ("serviceWorker" in navigator && fill.startsWith("/questionnaires/")) navigator.serviceWorker.register("/questionnaires/offline.js").catch(() => {});
  }
}
