// Sending what waits: in its order, again and again with growing pauses.
let failures = 0;
let timer = null;
let sending = null;
let again = false;
let state = "";
const noToken = { value: "" };
const csrf = () => (form ?? document).querySelector("[name=_csrf]") ?? noToken;
// Whether anything has gone from here since the page was shown.
let hasSent = false;
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
    const body = new URLSearchParams({ _csrf: csrf().value, path: entry.path, client: entry.client, seq: entry.seq, base: entry.base });
    // Of a file, and of what the form computes, only the explanation is written here.
    if (entry.value !== undefined) body.set("value", entry.value);
    if (entry.explanation !== undefined) body.set("explanation", entry.explanation);
    return body;
  });
  await released;
  const isHere = entry.answer === answer;
  if (["closed", "refused"].includes(told.state)) {
    await setAside("queue", entry, told.message ?? "");
    if (isHere) mark(entry.path, told.state, told.message ?? "");
    return;
  }
  const isSettled = told.state !== "conflict";
  // Written down before it leaves the queue: whichever page comes next knows that it has been sent, or sends it again.
  if (isHere && isSettled) await remember(entry.path, told.state === "late" ? told.value ?? "" : entry.value, told.revision);
  await dequeue(entry);
  hasSent = true;
  if (!isHere) return;
  if (!isSettled) { mark(entry.path, "conflict"); offerBoth(entry.path, entry.value, told.value ?? "", told.revision); return; }
  if (entry.path.endsWith("#")) return;
  if (told.state === "late") setValue(entry.path, told.value ?? "");
  // A year of two digits was understood as a whole one: that is what is shown, unless it is still being typed.
  else if (told.value !== undefined && valueOf(entry.path) === entry.value && !controls(entry.path).includes(document.activeElement)) setValue(entry.path, told.value);
  setRevision(entry.path, told.revision);
  // Whoever writes into a field with two answers has chosen.
  if (told.state !== "late") placeOf(entry.path)?.querySelector("[data-choose]")?.remove();
  if (["saved", "explain"].includes(told.state)) mended(entry.path);
  mark(entry.path, told.state, told.state === "saved" && told.message ? `. ${told.message}` : told.message ?? "");
  if (told.state === "explain") askWhy(entry.path, told.message ?? "");
  show(told.relevant, told.computed);
  if (told.reload) state = "reload";
};
// The server had this page ready before it heard the last answers of the page before. Whoever reloads sees what there is.
const isBehind = async () => navigator.onLine && performance.getEntriesByType("navigation")[0]?.type !== "reload"
  && (await seen()).some((one) => one.revision > Number(box.dataset.revision));
const isInLine = (entry) => entry.refusal === undefined;
/** How many answers and files of this sheet wait to be sent. */
const waitsHere = async () => [...await queued(), ...await keptFiles()].filter((one) => one.answer === answer && isInLine(one)).length;
const flush = () => {
  // What is kept while others are being sent goes in another round.
  again = true;
  sending ??= (async () => {
    try {
      if (state !== "reload") state = "";
      while (again) {
        again = false;
        for (const entry of (await queued()).filter(isInLine)) await sendOne(entry);
        for (const entry of (await keptFiles()).filter(isInLine)) await sendFile(entry);
      }
      failures = 0;
    } catch (error) {
      if (error instanceof SignInNeeded) state = "login";
      later();
    } finally { sending = null; }
    await tell();
    // A page that only shows answers is shown anew with what has just been sent, from here or from the page before.
    if (!form && !(await waitsHere()) && (hasSent || await isBehind())) location.reload();
  })();
  return sending;
};
const entryOf = (path, explanation) => ({ answer, fill, path, title: titleOf(path), value: controls(path).length > 0 ? valueOf(path) : undefined, base: placeOf(path)?.dataset.revision ?? "0", ...(explanation === undefined ? {} : { explanation }), at: Date.now() });
const note = async (path, explanation) => {
  const entry = entryOf(path, explanation);
  const strike = writeDown(entry);
  try {
    await enqueue(entry);
    strike();
    await released;
    mark(path, "waiting");
  } catch {
    mark(path, "refused", "Браузер не даёт сохранить на устройстве: нажмите «Сохранить» внизу страницы.");
  }
};
// The last answer that was being written down.
let noted = Promise.resolve();
const keep = async (path, explanation) => {
  noted = note(path, explanation);
  await noted;
  if (explanation !== undefined) await engine?.({ do: "explain", path, value: explanation });
  // What the form computes is explained, never answered.
  if (controls(path).length > 0) await consult(path, valueOf(path), !navigator.onLine);
  await flush();
};
// Many fields at a time: all of them are kept here before the first one is sent.
const keepAll = async (paths) => {
  for (const path of paths) await note(path);
  for (const path of paths) await consult(path, valueOf(path), !navigator.onLine);
  await flush();
};
