// Tables: cells out of Excel, arrow keys, long lists.
const paste = (event) => {
  const rows = (event.clipboardData?.getData("text") ?? "").replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  const target = event.target;
  const line = target.closest?.(".answers tr[data-path]");
  if (!line && rows.length < 2 && rows[0].length < 2) return;
  const touched = [];
  if (line) {
    const lines = [...line.parentElement.querySelectorAll("tr[data-path]")].filter((one) => !one.hidden);
    rows.forEach(([cell], place) => {
      const to = lines[lines.indexOf(line) + place];
      const choice = [...(to?.querySelectorAll("input[type=radio]") ?? [])].find((one) => one.value === cell.trim() || fold(one.labels[0]?.textContent ?? "") === fold(cell));
      if (choice) { choice.checked = true; touched.push(to.dataset.path); }
    });
  } else if (target.matches?.("input[type=text]")) {
    const typed = (scope) => [...scope.querySelectorAll("input[type=text], input[type=date]")].filter((one) => one.name.startsWith("v:") && !one.closest("[hidden]"));
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
  keepAll(touched);
};
// Up and down go from row to row of a matrix; left and right choose, as radio buttons do.
const walk = (event) => {
  const row = event.target.closest?.(".answers tr[data-path]");
  if (!row || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const place = [...row.querySelectorAll("input[type=radio]")].indexOf(event.target);
  const lines = [...row.parentElement.querySelectorAll("tr[data-path]")].filter((one) => !one.hidden);
  const to = lines[lines.indexOf(row) + (event.key === "ArrowUp" ? -1 : 1)];
  to?.querySelectorAll("input[type=radio]")[place]?.focus();
};
// A list of thousands is not in the page: what fits what is typed comes from the engine or from the server.
const suggest = async (input) => {
  const path = input.name.slice(2);
  const typed = fold(input.value);
  if (typed.length < 2) return;
  const labels = engine
    ? (await offers(path)).map((one) => one.label || one.value).filter((label) => fold(label).includes(typed)).sort((a, b) => fold(b).startsWith(typed) - fold(a).startsWith(typed)).slice(0, 20)
    : await fetch(`${fill}/choices?${new URLSearchParams({ path, q: input.value })}`).then((response) => response.json()).catch(() => []);
  let list = document.getElementById(`${input.id}-list`);
  if (!list) {
    list = document.createElement("datalist");
    list.id = `${input.id}-list`;
    input.after(list);
    input.setAttribute("list", list.id);
  }
  list.replaceChildren(...labels.map((label) => { const option = document.createElement("option"); option.value = label; return option; }));
};
