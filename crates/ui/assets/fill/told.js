// What is always seen: what waits, whether it goes, what the reader can do.
const toBase64 = (blob) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(blob);
});
const fromBase64 = (text, type) => new Blob([Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))], { type });
const toFile = async () => {
  const files = [];
  for (const { blob, ...entry } of await keptFiles()) files.push({ ...entry, type: blob.type, bytes: await toBase64(blob) });
  const text = JSON.stringify({ kind: "biblioset-answers", account, entries: await queued(), files });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "ответы.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
const isSheet = (address) => typeof address === "string" && /^\/(questionnaires|by-link)\/answers\/[\w-]+$/.test(address);
const fromFile = () => {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json";
  input.addEventListener("change", async () => {
    try {
      const read = JSON.parse(await input.files[0].text());
      if (read.kind !== "biblioset-answers" || read.account !== account) throw new Error("foreign");
      for (const { answer: of, fill: to, path, value, explanation, base, at } of read.entries) {
        if (isSheet(to)) await enqueue({ answer: of, fill: to, path, value, explanation, base, at });
      }
      for (const { answer: of, fill: to, path, hash, name, words, type, bytes, at } of read.files ?? []) {
        if (isSheet(to)) await keepFile({ answer: of, fill: to, path, hash, name, words, at, blob: fromBase64(bytes, type) });
      }
      await overlay();
      await flush();
    } catch { state = "foreign"; await tell(); }
  });
  input.click();
};
// What was not taken, by name: it can be kept as a file, tried again, or let go.
const refusedList = (refused) => {
  const list = made("ul", "");
  for (const entry of refused) list.append(made("li", "", `${entry.title ?? entry.path.split("/").at(-1)}: ${entry.name ?? (wordsOf(entry.path, entry.value ?? "") || "пусто")}. ${entry.refusal}`));
  const row = made("p", "row");
  const again = async () => { for (const entry of refused) await setAside(entry.hash ? "files" : "queue", entry, undefined); await flush(); };
  const letGo = async () => { for (const entry of refused) await (entry.hash ? dropFile(entry) : dequeue(entry)); await tell(); };
  row.append(button("Сохранить непринятое в файл", toFile), button("Отправить ещё раз", again), button("Убрать непринятое", letGo));
  const told = made("div", "");
  told.dataset.refused = "";
  told.append(made("p", "", `Сервер не принял: ${refused.length}. Эти ответы остались только на этом устройстве.`), list, row);
  return told;
};
// While answers wait here, the sheet would be sent without them.
const holdSending = async () => {
  const sends = document.querySelector("form[data-sends]");
  const pressed = sends?.querySelector("button[type=submit]");
  if (!pressed) return;
  const count = await waitsHere();
  pressed.disabled = count > 0;
  sends.querySelector("[data-held]")?.remove();
  if (count === 0) return;
  const why = made("p", "hint", `Отправить анкету можно, когда уйдут ответы, которые ждут на этом устройстве: ${count}. Без связи они подождут здесь.`);
  why.dataset.held = "";
  pressed.before(why);
};
// What the server has: everything, and whether any of it is to be corrected; or the rest of what was not taken.
const savedWords = (wrong, isSomeRefused) => {
  if (isSomeRefused) return "Остальные ответы сохранены на сервере.";
  return wrong ? `Все ответы сохранены; нужно исправить: ${wrong}.` : "Все ответы сохранены на сервере.";
};
const tell = async () => {
  const [answers, files] = [await queued(), await keptFiles()];
  await released;
  const refused = [...answers, ...files].filter((one) => !isInLine(one));
  const count = answers.length + files.length - refused.length;
  const filesInLine = files.filter(isInLine).length;
  box.hidden = false;
  const wrong = [...(form?.querySelectorAll("[data-path]") ?? [])].filter(isWrong).length;
  box.className = `notice ${count || refused.length || wrong ? "notice-warning" : "notice-success"}`;
  let text = count ? `Ждут отправки: ${count}${filesInLine ? `, из них файлов: ${filesInLine}` : ""}. Они сохранены на этом устройстве и уйдут сами, когда появится связь.` : savedWords(wrong, refused.length > 0);
  if (state === "login") text = `Нужно войти снова: сеанс закончился. Ответы (${count}) ждут на этом устройстве. `;
  if (state === "foreign") text = "Этот файл не читается, или ответы в нём записаны под другой учётной записью. ";
  if (state === "choice") text += " Выбрать один из двух ответов можно, когда есть связь.";
  if (state === "records") text += " Убрать запись можно, когда есть связь.";
  if (state === "reload") text += " От ответа зависят другие вопросы: нажмите «Сохранить», чтобы увидеть их.";
  const row = made("p", "row");
  if (state === "login") { const link = made("a", "", "Войти"); link.href = `/login?next=${encodeURIComponent(location.pathname)}`; row.append(link); }
  if (count) row.append(button("Отправить сейчас", () => { failures = 0; flush(); }), button("Сохранить в файл", toFile));
  // A sheet that is sent takes nothing: what would only be refused is not offered.
  if (box.dataset.closed === undefined) row.append(button("Отправить из файла", fromFile));
  box.replaceChildren(made("p", "", form ? `${text} ${engineWords}` : text), ...(row.childElementCount ? [row] : []), ...(refused.length ? [refusedList(refused)] : []));
  await holdSending();
};
// A page out of the browser's own store is older than what was typed since: that is put over it.
const overlay = async () => {
  const later = [];
  for (const one of await seen()) {
    // A number of records stands at the repeat itself.
    const stands = placeOf(one.path.replace(/#$/, ""))?.dataset.revision;
    if (stands !== undefined && one.revision > Number(stands)) later.push(one);
    else if (stands !== undefined) await forget(one.path);
  }
  const waiting = (await queued()).filter((one) => one.answer === answer);
  for (const { path, value } of [...later, ...waiting]) if (path.endsWith("#")) growOnPage(path.slice(0, -1), Number(value));
  for (const { path, value, revision } of later) if (value !== undefined && placeOf(path) && !path.endsWith("#")) { setValue(path, value); setRevision(path, revision); mark(path, "saved"); }
  for (const { path, value } of waiting) if (placeOf(path) && !path.endsWith("#")) { if (value !== undefined) setValue(path, value); mark(path, "waiting"); }
  await markFiles();
};
