// What was typed the moment before a page went away: the browser's database takes some milliseconds, and a page that is left
// meanwhile takes its work along. This note is written at once, and the next page of the sheet puts it into the queue.
const TYPED = `biblioset-typed:${account}:`;
const writeDown = (entry) => {
  const key = `${TYPED}${entry.answer}:${entry.path}`;
  const text = JSON.stringify(entry);
  try { localStorage.setItem(key, text); } catch { /* without this storage the queue alone keeps it */ }
  // Only this very note: the field may have been written down again meanwhile.
  return () => { try { if (localStorage.getItem(key) === text) localStorage.removeItem(key); } catch { /* as above */ } };
};
const takeOver = async () => {
  let keys = [];
  try { keys = Object.keys(localStorage).filter((key) => key.startsWith(TYPED)); } catch { return; }
  for (const key of keys) {
    const text = localStorage.getItem(key);
    if (!text) continue;
    // One that cannot be read must not keep the others, or the page, from going on.
    try { await enqueue(JSON.parse(text)); } catch (error) { if (!(error instanceof SyntaxError)) continue; }
    if (localStorage.getItem(key) === text) localStorage.removeItem(key);
  }
};
