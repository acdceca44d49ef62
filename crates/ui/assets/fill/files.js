// Files: kept on this device first, sent in parts, continued where the line broke, checked as a whole at the end.
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const linkTo = (path, told) => {
  const place = placeOf(path);
  const input = place?.querySelector("input[type=file]");
  if (!input || !told.href) return;
  const link = made("a", "", told.name);
  link.href = told.href;
  const line = made("p", "");
  line.append(link);
  if (![...place.querySelectorAll("a")].some((one) => one.getAttribute("href") === told.href)) input.before(line);
};
// A kind of document in a set is ticked by its file; answers whether the file is one of a set.
const tickKind = async (path, has) => {
  const row = placeOf(path);
  const set = row?.parentElement?.closest("[data-set]");
  if (!set) return false;
  if (has) row.dataset.has = "";
  else if (!row.querySelector("a")) delete row.dataset.has;
  const kinds = [...set.querySelectorAll("[data-has]")].map((one) => one.dataset.kind);
  await consult(set.dataset.path, kinds.join(" "), !navigator.onLine);
  return true;
};
const sendFile = async (entry) => {
  const isHere = entry.answer === answer;
  const begin = () => heard(entry, "/uploads", () => new URLSearchParams({ _csrf: csrf().value, path: entry.path, name: entry.name, size: entry.blob.size, hash: entry.hash }));
  let told = await begin();
  for (let tries = 0; ["more", "offset", "damaged"].includes(told.state) && tries < 2000; tries += 1) {
    if (told.state === "damaged") {
      // Thrown away on the way: once more from the beginning, then somebody is to look at it.
      if (entry.isAgain) break;
      entry.isAgain = true;
      told = await begin();
      continue;
    }
    const { upload, received, part } = told;
    if (isHere) mark(entry.path, "waiting", `Отправлено ${Math.floor((received / entry.blob.size) * 100)}\u00a0%. ${entry.words}`);
    told = await heard(entry, `/uploads/${upload}`, () => {
      const body = new FormData();
      body.set("_csrf", csrf().value);
      body.set("offset", received);
      body.set("part", entry.blob.slice(received, received + part), "part");
      return body;
    });
  }
  if (["closed", "refused", "damaged"].includes(told.state)) {
    if (isHere) mark(entry.path, told.state === "closed" ? "closed" : "refused", told.message ?? "");
    if (told.state === "closed") await setAside("files", entry, told.message ?? "");
    if (isHere && told.state === "refused") await tickKind(entry.path, false);
    // What can never be taken is not asked about for ever; the file itself is where it was chosen.
    if (told.state === "refused") await dropFile(entry);
    return;
  }
  if (told.state !== "saved" && told.state !== "conflict") throw new Error(`upload: ${told.state}`);
  await dropFile(entry);
  hasSent = true;
  if (!isHere) return;
  setRevision(entry.path, told.revision);
  linkTo(entry.path, told);
  mark(entry.path, "saved", `: ${told.name ?? entry.name}. ${entry.words}`);
  if (!(await tickKind(entry.path, true))) await engine?.({ do: "answer", path: entry.path, value: told.name ?? entry.name });
};
const chosen = async (input) => {
  const path = input.name.slice(2);
  const [file] = input.files;
  // Without these a browser cannot do it: the file goes with the form, by the button.
  if (!file || !crypto.subtle || !form.dataset.fill) return;
  mark(path, "waiting", "Готовится к отправке…");
  const { blob, name, words } = await shrunk(file);
  const hash = hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  try {
    await keepFile({ answer, fill, path, title: titleOf(path), hash, name, blob, words, at: Date.now() });
  } catch {
    mark(path, "refused", "На устройстве нет места для файла: нажмите «Сохранить» внизу страницы.");
    return;
  }
  // It is sent from here: the form would send it once more.
  input.value = "";
  mark(path, "waiting", words);
  await tickKind(path, true);
  await flush();
};
const markFiles = async () => {
  for (const entry of (await keptFiles()).filter((one) => one.answer === answer)) { mark(entry.path, "waiting", `Файл «${entry.name}». ${entry.words}`); await tickKind(entry.path, true); }
};
