// Listens to the page.
if (form && box) {
  const isOpen = !form.querySelector("fieldset[disabled]");
  let typing = null;
  // The field that was typed into since it was kept last.
  let unkept = null;
  const pathOf = (control) => (control.name?.startsWith("v:") ? control.name.slice(2) : null);
  const keepOf = (control, way = keep) => {
    const explained = control.dataset.explains;
    const path = explained ?? pathOf(control);
    unkept = null;
    if (path) way(path, explained && control.value);
  };
  form.addEventListener("change", (event) => {
    clearTimeout(typing);
    if (event.target.matches("input[type=file]")) chosen(event.target);
    else keepOf(event.target);
  });
  form.addEventListener("input", (event) => {
    const { target } = event;
    if (isTick(target) || !(pathOf(target) || target.dataset.explains)) return;
    clearTimeout(typing);
    unkept = target;
    const isSearch = target.dataset.search !== undefined;
    typing = setTimeout(() => (isSearch ? suggest(target) : keepOf(target)), isSearch ? 250 : 900);
  });
  addEventListener("pagehide", () => { if (unkept) keepOf(unkept, (path, explanation) => writeDown(entryOf(path, explanation))); });
  form.addEventListener("paste", paste);
  form.addEventListener("keydown", walk);
  let mayRemove = false;
  const removeAfterSending = async (pressed) => {
    await noted;
    await flush();
    mayRemove = navigator.onLine && !(await waitsHere());
    if (mayRemove) { form.requestSubmit(pressed); return; }
    state = "records";
    await tell();
  };
  form.addEventListener("submit", (event) => {
    const wanted = event.submitter?.value ?? "";
    if (wanted.startsWith("add:") && recordsOf(wanted.slice(4)).length > 0) {
      event.preventDefault();
      addRecord(wanted.slice(4));
    } else if (/^(this|other):/.test(wanted) && !navigator.onLine) {
      event.preventDefault();
      state = "choice";
      tell();
    } else if (wanted.startsWith("remove:") && !mayRemove) {
      // The records after it get other numbers: what waits under the old ones goes first.
      event.preventDefault();
      removeAfterSending(event.submitter);
    } else if (!navigator.onLine && next && wanted === "next") {
      // While there is no network, going on does not ask the server: the next page opens as it was seen last.
      event.preventDefault();
      location.href = next;
    }
  });
  addEventListener("online", () => { failures = 0; flush(); });
  addEventListener("offline", tell);
  // Sections that nobody has opened yet are fetched once, so that they open without a network too.
  const fetchOthers = async () => {
    await navigator.serviceWorker.ready;
    if (navigator.connection?.saveData) return;
    if (!navigator.serviceWorker.controller) await new Promise((resolve) => { navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }); });
    const kept = await caches.open("questionnaires-pages");
    for (let number = 1; number <= Math.min(Number(form.dataset.count), 40); number += 1) {
      const address = `${fill}/sections/${number}`;
      if (!(await kept.match(address))) await fetch(address);
    }
    if (!(await kept.match(fill))) await fetch(fill);
  };
  if (isOpen) {
    const opens = "serviceWorker" in navigator;
    // The engine's worker lives under the room's own addresses, whoever's page it serves.
    const scopes = fill.startsWith("/by-link/") ? ["/questionnaires/", "/by-link/answers/"] : ["/questionnaires/"];
    if (opens) for (const scope of scopes) navigator.serviceWorker.register("/questionnaires/offline.js", { scope }).catch(() => {});
    takeOver().then(overlay).then(flush).then(startEngine).then(() => opens && fetchOthers()).catch(() => {});
  }
} else if (box) {
  addEventListener("online", () => { failures = 0; flush(); });
  addEventListener("offline", tell);
  document.querySelector("form[data-sends]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    await flush();
    if (await waitsHere()) await tell();
    else event.target.submit();
  });
  takeOver().then(flush);
}
