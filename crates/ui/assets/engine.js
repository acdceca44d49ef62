// The engine of questionnaires in a worker of its own: the page's policy allows no evaluation, this worker's own policy
// allows WebAssembly and nothing else.
let loading = null;
const load = (address) => (loading ??= (async () => {
  const { instance } = await WebAssembly.instantiate(await (await fetch(address)).arrayBuffer(), {});
  return instance.exports;
})());
const ask = (engine, command) => {
  const bytes = new TextEncoder().encode(JSON.stringify(command));
  const at = engine.forms_space(bytes.length);
  new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
  const length = engine.forms_handle(bytes.length);
  const text = new TextDecoder().decode(new Uint8Array(engine.memory.buffer, engine.forms_answer(), length));
  engine.forms_release();
  return JSON.parse(text);
};
self.onmessage = async ({ data: { id, wasm, command } }) => {
  try {
    self.postMessage({ id, answer: ask(await load(wasm), command) });
  } catch (error) {
    self.postMessage({ id, answer: { error: String(error) } });
  }
};
