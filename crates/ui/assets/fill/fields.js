// Fields of the page: what stands in them, what is written beside them.
const MARKS = {
  saved: ["saved", "✓ сохранено"],
  waiting: ["waiting", "◔ ждёт связи: сохранено на этом устройстве. "],
  wrong: ["failed", "! ошибка: ждёт связи, но нужно исправить. "],
  error: ["failed", "! ошибка: сохранено, но нужно исправить. "],
  explain: ["waiting", "◔ требует пояснения. "],
  conflict: ["failed", "! два разных ответа: выберите один"],
  closed: ["failed", "! закрыто: анкета больше не принимает ответы"],
  refused: ["failed", "! не принято. "],
};
const placeOf = (path) => document.querySelector(`[data-path="${CSS.escape(path)}"]`);
const controls = (path) => [...(form ?? document).querySelectorAll(`[name="${CSS.escape(`v:${path}`)}"]`)];
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
// An answer as it is read: the words of a choice, not its code.
const wordsOf = (path, value) => {
  const labels = value.split(" ").map((code) => {
    const control = controls(path).find((one) => isTick(one) && one.value === code);
    const option = controls(path).flatMap((one) => [...(one.options ?? [])]).find((one) => one.value === code);
    return (control?.labels[0] ?? option)?.textContent.trim() ?? code;
  });
  return controls(path).some((one) => isTick(one) || one.options) ? labels.join("; ") : value;
};
// The mark of a field itself, not of a field inside of it.
const markOf = (place) => [...(place?.querySelectorAll("[data-mark]") ?? [])].find((one) => one.closest("[data-path]") === place);
const mark = (path, kind, more = "") => {
  const place = placeOf(path);
  const line = markOf(place);
  if (!line) return;
  const isSettled = kind === "saved" && place.dataset.remark !== undefined;
  const [name, words] = isSettled ? ["saved", "✓ исправлено"] : MARKS[kind] ?? MARKS.saved;
  line.className = `mark ${name}`;
  line.textContent = `${words}${more}`.trim();
};
const show = (relevant, computed) => {
  for (const [path, is] of relevant ?? []) { const place = placeOf(path); if (place) place.hidden = !is; }
  for (const [path, value] of computed ?? []) {
    const place = placeOf(path)?.querySelector("[data-value]");
    if (!place) continue;
    place.textContent = /^-?\d+\.\d+$/.test(value) ? value.replace(".", ",") : value;
    place.parentElement.hidden = value === "";
  }
};
const setRevision = (path, revision) => {
  const place = placeOf(path);
  if (!place) return;
  place.dataset.revision = revision;
  const base = place.querySelector(`[name="${CSS.escape(`base:${path}`)}"]`);
  if (base) base.value = revision;
};
// The server finds nothing wrong with the answer any more: what the page said of the one before goes, beside it and on top.
const mended = (path) => {
  const place = placeOf(path);
  if (!place) return;
  place.classList.remove("wrong");
  for (const told of place.querySelectorAll(".field-error")) if (told.closest("[data-path]") === place) told.remove();
  for (const control of controls(path)) control.removeAttribute("aria-invalid");
  for (const link of document.querySelectorAll(`.error-summary a[href="#${idOf(path)}"]`)) link.closest("li")?.remove();
  const summary = document.querySelector(".error-summary");
  if (summary && !summary.querySelector("li")) summary.remove();
};
// The page waits for the finger: what moves under it between press and release loses its click.
let release = () => {};
let released = Promise.resolve();
addEventListener("pointerdown", () => {
  release();
  released = new Promise((resolve) => { release = resolve; setTimeout(resolve, 2000); });
}, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(release), true);
const made = (tag, className, text = "") => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
};
const button = (words, act) => {
  const pressed = made("button", "button secondary", words);
  pressed.type = "button";
  pressed.addEventListener("click", act);
  return pressed;
};
// A field that is to be corrected: the page came with its fault, or its mark says so since.
const isWrong = (place) => {
  if (place.closest("[hidden]")) return false;
  const line = markOf(place);
  return Boolean(line?.classList.contains("failed")) || (place.classList.contains("wrong") && !line?.textContent);
};
const besideMark = (place) => markOf(place)?.parentElement ?? place;
// What a question is called, for lists of what waits.
const titleOf = (path) => (placeOf(path)?.querySelector("legend, label, th")?.firstChild?.textContent ?? path.split("/").at(-1)).trim().slice(0, 80);
const offerBoth = (path, mine, theirs, revision) => {
  const place = placeOf(path);
  if (!place) return;
  place.querySelector("[data-choose]")?.remove();
  const told = made("div", "notice notice-warning");
  told.dataset.choose = "";
  told.append(made("p", "", "На другом устройстве введено другое. Выберите верное:"));
  for (const [title, value] of [["здесь", mine], ["там", theirs]]) {
    told.append(button(`${title}: ${wordsOf(path, value) || "пусто"}`, () => { setRevision(path, revision); setValue(path, value); told.remove(); keep(path); }), " ");
  }
  besideMark(place).append(told);
};
// A rule asks for an explanation: there is a field for it at once, also without a network.
const askWhy = (path, message) => {
  const place = placeOf(path);
  if (!place || place.querySelector("[data-explains]")) return;
  const why = document.createElement("textarea");
  [why.id, why.name, why.maxLength, why.dataset.explains] = [`why-${path.replace(/\W/g, "-")}`, `e:${path}`, 20000, path];
  const label = made("label", "", "Пояснение");
  label.htmlFor = why.id;
  const told = made("div", "explain");
  told.append(made("p", "hint", message), label, why);
  markOf(place)?.before(told);
};
