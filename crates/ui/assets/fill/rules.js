// The engine: the same rules without a network.
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
  const told = (command) => ask({ session, ...command });
  // What was said later than the server wrote this down: it may have come out of the browser's own store.
  const later = (await seen()).filter((one) => one.revision > (opened.revisions[one.path] ?? 0));
  const own = (await queued()).filter((one) => one.answer === answer);
  engine = told;
  for (const { path, value } of [...later, ...own]) {
    if (path.endsWith("#")) await growInEngine(path.slice(0, -1), Number(value));
    else if (value !== undefined) judged(path, (await told({ do: "answer", path, value: await plain(path, value) })).ok?.report, own.some((one) => one.path === path));
  }
  const nodes = (await told({ do: "nodes" })).ok ?? [];
  await released;
  show(nodes.map((node) => [node.path, node.is_relevant]), nodes.filter((node) => node.is_computed).map((node) => [node.path, node.value]));
  engineWords = "Ответы проверяются прямо здесь, и без связи тоже.";
  await tell();
};
const instancesInEngine = async (repeat) => {
  const nodes = (await engine?.({ do: "nodes" }))?.ok ?? [];
  return nodes.filter((node) => node.path.startsWith(`${repeat}[`) && node.path.endsWith("]") && !node.path.slice(repeat.length).includes("/")).length;
};
const growInEngine = async (repeat, count) => {
  const changed = [];
  for (let have = await instancesInEngine(repeat); have < count; have += 1) changed.push(...((await engine?.({ do: "add", path: repeat }))?.ok?.changed ?? []));
  return changed;
};
// Choices of a question as it is now: of a long list, what is typed is a label of it.
const offers = async (path) => (await engine?.({ do: "choices", path }))?.ok ?? [];
const fold = (text) => text.trim().toLowerCase().replaceAll("ё", "е");
// An answer as the engine writes it: a decimal point, seconds, the code of a label.
const plain = async (path, value) => {
  const [control] = controls(path);
  if (["numeric", "decimal"].includes(control?.inputMode)) return value.replace(/[\s\u00a0]/g, "").replace(",", ".").replace("−", "-");
  if (control?.type === "datetime-local" && value.length === 16) return `${value}:00`;
  if (control?.dataset.search === undefined) return value;
  return (await offers(path)).find((one) => one.value === value || fold(one.label) === fold(value))?.value ?? value;
};
// What the engine finds in an answer, said beside it.
const judged = (path, report, isWaiting) => {
  const error = report?.errors.find((one) => one.code !== "required");
  const warning = report?.warnings[0];
  if (error) mark(path, isWaiting ? "wrong" : "error", error.message);
  else if (warning?.wants_explanation && !warning.explanation?.trim()) { mark(path, "explain", warning.message); askWhy(path, warning.message); }
};
const consult = async (path, value, isWaiting) => {
  const told = (await engine?.({ do: "answer", path, value: await plain(path, value) }))?.ok;
  if (!told) return;
  await released;
  show(told.changed.map((node) => [node.path, node.is_relevant]), told.changed.filter((node) => node.is_computed).map((node) => [node.path, node.value]));
  judged(path, told.report, isWaiting);
};
