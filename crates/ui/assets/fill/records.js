// Records of a repeating section: added on the page itself, with or without a network.
const idOf = (path) => `f${path.replace(/[^a-zA-Z0-9]/g, "-")}`;
const recordsOf = (repeat) => [...(placeOf(repeat)?.querySelectorAll("[data-instance]") ?? [])].filter((one) => one.parentElement.closest("[data-path]") === placeOf(repeat));
const emptied = (record) => {
  for (const more of record.querySelectorAll(".notice, .field-error, .explain")) more.remove();
  for (const control of record.querySelectorAll("input, textarea, select")) {
    if (control.name.startsWith("base:")) control.value = "0";
    else if (isTick(control)) control.checked = control.type === "radio" && control.value === "";
    else if (control.type !== "hidden") control.value = "";
  }
  for (const field of record.querySelectorAll("[data-revision]")) field.dataset.revision = "0";
  for (const line of record.querySelectorAll("[data-mark]")) { line.textContent = ""; line.className = "mark"; }
  for (const told of record.querySelectorAll("[data-value]")) { told.textContent = ""; told.parentElement.hidden = true; }
  for (const wrong of record.querySelectorAll(".wrong")) wrong.classList.remove("wrong");
  for (const file of record.querySelectorAll("input[type=file]")) while (file.previousElementSibling?.querySelector("a")) file.previousElementSibling.remove();
};
const growOnPage = (repeat, count) => {
  let added = null;
  for (let number = recordsOf(repeat).length + 1; number <= count; number += 1) {
    const last = recordsOf(repeat).at(-1);
    if (!last) return null;
    const record = last.cloneNode(true);
    // What repeats inside begins with one record.
    for (const inner of record.querySelectorAll("[data-instance] ~ [data-instance]")) inner.remove();
    const [from, to] = [`${repeat}[${number - 1}]`, `${repeat}[${number}]`];
    for (const element of record.querySelectorAll("*")) {
      for (const { name, value } of [...element.attributes]) {
        const moved = value.replaceAll(from, to).replaceAll(idOf(from), idOf(to)).replace(`remove:${repeat}:${number - 1}`, `remove:${repeat}:${number}`);
        if (moved !== value) element.setAttribute(name, moved);
      }
    }
    emptied(record);
    const [legend, remove] = [record.querySelector("legend"), record.querySelector("[value^='remove:']")];
    if (legend) legend.textContent = legend.textContent.replace(/\d+\s*$/, number);
    if (remove) remove.textContent = remove.textContent.replace(/\d+\s*$/, number);
    last.after(record);
    const title = placeOf(repeat).querySelector(":scope > legend");
    if (title) title.textContent = title.textContent.replace(/\d+\s*$/, number);
    added = record;
  }
  return added;
};
const addRecord = async (repeat) => {
  const count = recordsOf(repeat).length + 1;
  const record = growOnPage(repeat, count);
  record.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  await enqueue({ answer, fill, path: `${repeat}#`, value: String(count), base: "0", at: Date.now() });
  const changed = await growInEngine(repeat, count);
  show(changed.map((node) => [node.path, node.is_relevant]), changed.filter((node) => node.is_computed).map((node) => [node.path, node.value]));
  for (const node of changed) if (node.is_question && !node.is_computed && node.value && !valueOf(node.path)) setValue(node.path, node.value);
  await flush();
};
