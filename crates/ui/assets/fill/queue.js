// Filling in a questionnaire: every field is saved by itself, what cannot be sent waits in this browser and is sent later.
// The page works without this script: then its buttons save the whole section. The files of this folder are one module,
// put together by build.rs in its order: this one keeps what waits.
const form = document.querySelector("form[data-fill]");
const box = document.getElementById("queue");
// The sheet's list of sections and its check have no form of answers: they show what waits and send it.
const { fill, answer } = (form ?? box)?.dataset ?? {};
const next = form?.dataset.next;
const account = document.body.dataset.account ?? "link";

const database = new Promise((resolve, reject) => {
  const opening = indexedDB.open("biblioset-fill", 2);
  opening.onupgradeneeded = () => {
    const made = opening.result;
    const store = (name, options) => { if (!made.objectStoreNames.contains(name)) made.createObjectStore(name, options); };
    store("queue", { keyPath: ["account", "answer", "path"] });
    store("meta");
    // Photographs and documents that are still to be sent.
    store("files", { keyPath: ["account", "answer", "path", "hash"] });
    // What the server has confirmed since a page was loaded: a page opened without a network is older than that.
    store("seen", { keyPath: ["account", "answer", "path"] });
  };
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});
const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const finished = (work) => new Promise((resolve, reject) => {
  work.oncomplete = resolve;
  work.onerror = () => reject(work.error);
  work.onabort = () => reject(work.error);
});
const store = async (name, mode) => (await database).transaction(name, mode, { durability: "strict" }).objectStore(name);
const own = (entries) => entries.filter((entry) => entry.account === account);

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
  queue.put({ ...before, ...entry, base: before?.base ?? entry.base, account, client, seq, refusal: undefined });
  return finished(work);
};
const queued = async () => own(await done((await store("queue", "readonly")).getAll()));
// What the server will not take stays here, out of the line, until somebody has looked at it.
const setAside = async (name, entry, refusal) => {
  const kept = await store(name, "readwrite");
  const key = name === "queue" ? [entry.account, entry.answer, entry.path] : [entry.account, entry.answer, entry.path, entry.hash];
  const now = await done(kept.get(key));
  if (now && now.seq === entry.seq) await done(kept.put({ ...now, refusal }));
};
// Only the very save that was answered leaves the queue: the field may have been changed again meanwhile.
const dequeue = async (entry) => {
  const queue = await store("queue", "readwrite");
  const key = [entry.account, entry.answer, entry.path];
  if ((await done(queue.get(key)))?.seq === entry.seq) await done(queue.delete(key));
};

const keepFile = async (entry) => done((await store("files", "readwrite")).put({ ...entry, account }));
const keptFiles = async () => own(await done((await store("files", "readonly")).getAll()));
const dropFile = async (entry) => done((await store("files", "readwrite")).delete([entry.account, entry.answer, entry.path, entry.hash]));

const remember = async (path, value, revision) => done((await store("seen", "readwrite")).put({ account, answer, path, value, revision }));
const seen = async () => own(await done((await store("seen", "readonly")).getAll())).filter((one) => one.answer === answer);
const forget = async (path) => done((await store("seen", "readwrite")).delete([account, answer, path]));
