// Sending what waits: in its order, again and again with growing pauses.
let failures = 0;
let timer = null;
let sending = null;
let again = false;
let state = "";
const csrf = () => form.querySelector("[name=_csrf]");
const later = () => {
  failures += 1;
  clearTimeout(timer);
  // 2ⁿ seconds, five minutes at most (Enketo's rule), spread so that a school does not come back all at once.
  timer = setTimeout(flush, Math.min(2 ** failures, 300) * 1000 * (0.75 + Math.random() / 2));
};
const freshToken = async (entry) => {
  const opened = await fetch(`${entry.fill}/form.json`);
  if (!opened.ok || !opened.headers.get("content-type")?.includes("json")) return false;
  csrf().value = (await opened.json()).csrf;
  return true;
};
class SignInNeeded extends Error {}
// Asks the server and hears its JSON; an expired form is renewed once, an expired session keeps everything and says so.
const heard = async (entry, address, body) => {
  const post = () => fetch(`${entry.fill}${address}`, { method: "POST", body: body(), redirect: "manual" });
  let response = await post();
  if (response.status === 403 && await freshToken(entry)) response = await post();
  if ([401, 403].includes(response.status) || response.type === "opaqueredirect") throw new SignInNeeded();
  if (!response.headers.get("content-type")?.includes("json")) throw new Error(`status ${response.status}`);
  return response.json();
};
const sendOne = async (entry) => {
  const told = await heard(entry, "/fields", () => {
    const body = new URLSearchParams({ _csrf: csrf().value, path: entry.path, value: entry.value, client: entry.client, seq: entry.seq, base: entry.base });
    if (entry.explanation !== undefined) body.set("explanation", entry.explanation);
    return body;
  });
  await released;
  const isHere = entry.answer === answer;
  if (["closed", "refused"].includes(told.state)) { if (isHere) mark(entry.path, told.state, told.message ?? ""); return; }
  await dequeue(entry);
  if (!isHere) return;
  if (told.state === "conflict") { mark(entry.path, "conflict"); offerBoth(entry.path, entry.value, told.value ?? "", told.revision); return; }
  await remember(entry.path, told.state === "late" ? told.value ?? "" : entry.value, told.revision);
  if (entry.path.endsWith("#")) return;
  if (told.state === "late") setValue(entry.path, told.value ?? "");
  setRevision(entry.path, told.revision);
  mark(entry.path, told.state, ["error", "explain"].includes(told.state) ? told.message ?? "" : "");
  if (told.state === "explain") askWhy(entry.path, told.message ?? "");
  show(told.relevant, told.computed);
  if (told.reload) state = "reload";
};
const flush = () => {
  // What is kept while others are being sent goes in another round.
  again = true;
  sending ??= (async () => {
    try {
      if (state !== "reload") state = "";
      while (again) {
        again = false;
        for (const entry of await queued()) await sendOne(entry);
        for (const entry of await keptFiles()) await sendFile(entry);
      }
      failures = 0;
    } catch (error) {
      if (error instanceof SignInNeeded) state = "login";
      later();
    } finally { sending = null; }
    await tell();
  })();
  return sending;
};
const note = async (path, explanation) => {
  try {
    await enqueue({ answer, fill, path, value: valueOf(path), base: placeOf(path)?.dataset.revision ?? "0", ...(explanation === undefined ? {} : { explanation }), at: Date.now() });
    await released;
    mark(path, "waiting");
  } catch {
    mark(path, "refused", "Браузер не даёт сохранить на устройстве: нажмите «Сохранить» внизу страницы.");
  }
};
const keep = async (path, explanation) => {
  await note(path, explanation);
  if (explanation !== undefined) await engine?.({ do: "explain", path, value: explanation });
  await consult(path, valueOf(path), !navigator.onLine);
  await flush();
};
// Many fields at a time: all of them are kept here before the first one is sent.
const keepAll = async (paths) => {
  for (const path of paths) await note(path);
  for (const path of paths) await consult(path, valueOf(path), !navigator.onLine);
  await flush();
};
