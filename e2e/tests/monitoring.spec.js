// The whole monitoring questionnaire on a telephone's screen: the network goes in the middle, the browser is killed, and nothing
// is lost.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { asked, engineRuns, everythingSaved } from "../lib/asking.js";
import { profile, started } from "../lib/killable.js";
import { login, signIn } from "../lib/people.js";

const FORM = readFileSync(new URL("../../regions/khabarovsk/forms/monitoring-school-libraries.md", import.meta.url), "utf8");
const TITLE = "Мониторинг целиком";
const PDF = Buffer.from("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n");
// Figures that the rules compare with each other; everything else is one.
const FIGURES = { A01: 320, A02: 28, B01: "96,5", B02: 20, B03: 24, B04: 6, B05: 6, B09: 36, C01: 8, C02: 1, D01: 9000, D02: 4200, D03: 300, D04: 3600, D05: 700, D06: 410, D07: 150, D08: 100, D09: 2500, E01: 330, E02: 300, E03: 4100, E04: 8800, E05: 4100, E06: 42, E07: 900 };
const nameOf = (path) => path.split("/").at(-1);

// Some rules are about two figures: whatever still wants words gets them.
async function explainEverything(page) {
  for (const why of await page.locator("form.filling [data-explains]:visible").all()) {
    if (await why.inputValue()) continue;
    await why.fill("Так и есть: проверено по журналу");
    await why.blur();
  }
}

// Every question of a section that is in sight, answered by what kind of control it has; what was typed goes into `typed`.
async function fillSection(page, typed) {
  const done = new Set();
  // An answer brings others into sight: until there is nothing new.
  for (let round = 0; round < 12; round += 1) {
    const paths = await page.evaluate(() => [...document.querySelectorAll("form.filling [data-path]")]
      .filter((one) => !one.closest("[hidden]") && one.querySelector("[name^='v:'], [name^='f:']") && !one.querySelector("[data-path]"))
      .map((one) => one.dataset.path));
    const fresh = paths.filter((path) => !done.has(path));
    if (fresh.length === 0) break;
    for (const path of fresh) {
      done.add(path);
      await fillField(page, path, typed);
    }
  }
  await explainEverything(page);
  return done.size;
}

async function fillField(page, path, typed) {
  const field = page.locator(`[data-path="${path}"]`);
  if (!(await field.isVisible())) return;
  const mark = field.locator("[data-mark]").last();
  const file = field.locator("input[type=file]");
  if (await file.count()) {
    if (!(await field.getByText("обязательный документ").count())) return;
    await file.setInputFiles({ name: `${nameOf(path)}.pdf`, mimeType: "application/pdf", buffer: PDF });
    await expect(mark).toContainText(/сохранено|ждёт связи/);
    typed.files.push(path);
    return;
  }
  const control = field.locator(`[name="v:${path}"]`);
  const kind = await control.first().evaluate((one) => (one.tagName === "SELECT" ? "select" : one.type === "text" && ["numeric", "decimal"].includes(one.inputMode) ? "number" : one.type));
  if (kind === "radio") {
    // The second one: the first often says that there is nothing. What nobody has to answer is passed over, rows of a form of another office too.
    const values = await control.evaluateAll((all) => all.map((one) => one.value).filter(Boolean));
    typed.answers[path] = values[Math.min(1, values.length - 1)];
    await field.locator(`input[value="${typed.answers[path]}"]`).check();
  } else if (kind === "checkbox") {
    typed.answers[path] = await control.first().getAttribute("value");
    await control.first().check();
  } else if (kind === "select") {
    typed.answers[path] = await control.first().evaluate((one) => [...one.options].map((option) => option.value).filter(Boolean)[1]);
    await control.first().selectOption(typed.answers[path]);
  } else {
    // Rows of the form ОО-2 sum up: nothing and nothing is nothing.
    const figure = FIGURES[nameOf(path)] ?? (/^r\d\d_/.test(nameOf(path)) ? 0 : 1);
    const value = String({ number: figure, date: "2024-09-02" }[kind] ?? "https://школа.пример/библиотека");
    typed.answers[path] = value.replace(",", ".");
    await control.first().fill(value);
    await control.first().blur();
  }
  await expect(mark).toContainText(/сохранено|ждёт связи|требует пояснения|ошибка/);
}

const open = async (page, sheet, number) => {
  // After a start the browser reads the engine from its own disk, and may be long at it.
  await page.goto(`${sheet}/sections/${number}`);
  await expect(page.locator("#queue")).toContainText("Ответы проверяются прямо здесь", { timeout: 60_000 });
};
const answersIn = (data) => {
  const answers = data.open.answers.answers;
  return (path) => path.split("/").slice(2).reduce((at, name) => at?.[name], answers);
};

test("the whole monitoring questionnaire at 360 px: offline in the middle, the browser killed, back, nothing lost", async ({ browser, baseURL }) => {
  test.setTimeout(480_000);
  await asked(browser, TITLE, FORM);
  const typed = { answers: {}, files: [] };
  const { folder, forget } = profile();
  let running = await started(folder, baseURL);
  try {
    let page = await running.open();
    await signIn(page, login("school"), baseURL);
    await page.goto(`${baseURL}/questionnaires`);
    await page.getByRole("link", { name: TITLE }).click();
    const sheet = page.url();
    await open(page, sheet, 1);
    const count = Number(await page.locator("form.filling").getAttribute("data-count"));
    expect(count, "sections of the questionnaire").toBeGreaterThan(7);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await engineRuns(page);
    await expect.poll(() => page.evaluate(async (last) => Boolean(await caches.match(last)), `${new URL(sheet).pathname}/sections/${count}`), { timeout: 30_000 }).toBe(true);
    const half = Math.ceil(count / 2);
    for (let number = 1; number <= half; number += 1) {
      if (number > 1) await open(page, sheet, number);
      await fillSection(page, typed);
      await everythingSaved(page);
    }
    const before = Object.keys(typed.answers).length;

    await running.context.setOffline(true);
    for (let number = half + 1; number <= count; number += 1) {
      await open(page, sheet, number);
      await fillSection(page, typed);
    }
    const offline = Object.keys(typed.answers).length - before;
    expect(before, "answered with the network").toBeGreaterThan(10);
    expect(offline, "answered without it").toBeGreaterThan(10);
    await expect(page.locator("#queue")).toContainText("Ждут отправки");

    expect(await running.kill(), "the browser was killed, not closed").toBe("SIGKILL");
    running = await started(folder, baseURL);
    await running.context.setOffline(true);
    page = await running.open();
    // Everything stands where it was typed, still without a network. The engine may have died with the browser's cache:
    // then the server will check, and the page says so.
    for (let number = half + 1; number <= count; number += 1) {
      // Chromium writes down which pages it keeps some seconds later: killed before that it may have lost one. The answers are
      // written at once, and every one of them is looked for on the server below.
      const isKept = await page.goto(`${sheet}/sections/${number}`).then(() => true, () => false);
      if (!isKept) continue;
      await expect(page.locator("#queue")).toContainText("Ждут отправки", { timeout: 60_000 });
      for (const [path, value] of Object.entries(typed.answers)) {
        const controls = page.locator(`[name="v:${path}"]`);
        if (!(await controls.count())) continue;
        const stands = await controls.evaluateAll((all) => all.filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked).map((one) => one.value).join(" "));
        expect(stands.replace(",", "."), path).toBe(value);
      }
    }
    // The check, as it was kept, does not let the sheet go without them; with the network they go by themselves.
    await running.context.setOffline(false);
    await page.goto(`${sheet}/sections/1`);
    if (page.url().includes("/login")) {
      // The key to the session went with the browser; the answers did not.
      await signIn(page, login("school"), baseURL);
      await page.goto(`${sheet}/sections/1`);
    }
    await everythingSaved(page);
    const data = await page.evaluate(async (address) => (await fetch(address)).json(), `${sheet}/form.json`);
    const stands = answersIn(data);
    for (const [path, value] of Object.entries(typed.answers)) expect(stands(path), path).toBe(value);
    expect(typed.files.length, "mandatory documents").toBe(6);
    expect(stands("/data/section_A/A03").split(" ").sort()).toEqual(typed.files.map(nameOf).sort());

    // What one section says of another is explained where it is told.
    await page.goto(`${sheet}/check`);
    for (const href of await page.locator(".error-summary a").evaluateAll((all) => all.map((one) => one.href))) {
      await page.goto(href);
      await engineRuns(page);
      // The page is left at once: what was typed goes from the next one.
      await explainEverything(page);
    }
    await page.goto(`${sheet}/check`);
    // The check shows itself anew when what waited has gone.
    await expect(page.locator(".error-summary"), "what the check still wants").toHaveText([], { timeout: 20_000 });
    await everythingSaved(page);
    await page.getByRole("button", { name: "Отправить анкету" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Отправленные ответы");
  } finally {
    await running.kill();
    forget();
  }
});
