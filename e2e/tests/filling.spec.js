// The rules of a questionnaire in the browser itself: the engine as WebAssembly, without a network.
import { expect, test } from "@playwright/test";
import { asked, engineRuns, everythingSaved, markOf, sheetOf } from "../lib/asking.js";
import { axe, nothing, sideways } from "../lib/look.js";

const FORM = `| survey | | | | | | | | |
| | type | name | label | relevant | constraint | constraint_message | calculation | warning | warning_message |
| | begin_group | one | О библиотеке | | | | | | |
| | integer | readers | Сколько читателей | | . >= 0 | Не меньше нуля | | . < 5000 | Больше пяти тысяч: поясните |
| | select_one yn | hall | Есть ли зал | | | | | | |
| | integer | seats | Сколько мест | \${hall} = 'yes' | | | | | |
| | calculate | half | | | | | round(\${readers} div 2, 1) | | |
| | note | told | Половина читателей | | | | | | |
| | text | shown | Половина | | | | \${half} | | |
| | end_group | | | | | | | | |
| | begin_repeat | visit | Визит | | | | | | |
| | text | who | Кто приезжал | | | | | | |
| | integer | days | Сколько дней | | | | | | |
| | end_repeat | | | | | | | | |
| choices | | | |
| | list_name | name | label |
| | yn | yes | Да |
| | yn | no | Нет |
`;

test("without a network: questions come into sight, faults are told, values computed, records added", async ({ browser }) => {
  const title = "Правила без связи";
  await asked(browser, title, FORM);
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  let { page, sheet } = await sheetOf(context, title);
  expect(await page.locator("#queue").getAttribute("data-wasm"), "the engine was built: rust-toolchain.toml names its target").toBeTruthy();
  await engineRuns(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  // The other section was not opened by anybody: it is fetched by itself.
  await expect.poll(() => page.evaluate(async (address) => Boolean(await caches.match(address)), `${new URL(sheet).pathname}/sections/2`), { timeout: 20_000 }).toBe(true);
  await page.reload();
  await engineRuns(page);
  await context.setOffline(true);
  const seats = page.getByLabel("Сколько мест");
  await expect(seats).toBeHidden();
  await page.getByLabel("Да", { exact: true }).check();
  await expect(seats).toBeVisible();
  await page.getByLabel("Сколько читателей").fill("-3");
  await expect(markOf(page, "Сколько читателей")).toContainText("Не меньше нуля");
  await page.getByLabel("Сколько читателей").fill("301");
  await expect(markOf(page, "Сколько читателей")).toContainText("ждёт связи");
  await expect(page.locator("[data-path='/data/one/shown'] [data-value]")).toHaveText("150,5");
  await page.getByLabel("Сколько читателей").fill("6000");
  await expect(markOf(page, "Сколько читателей")).toContainText("требует пояснения");
  await page.getByLabel("Пояснение").fill("Открыли второй зал");
  await page.getByLabel("Пояснение").blur();
  nothing(await axe(page), "axe-core: a section without a network");
  nothing(await sideways(page), "sideways scroll: a section without a network");

  // The next section opens as it is kept; a record is added, and all of it survives a closed browser page.
  await page.getByRole("button", { name: "Сохранить и продолжить" }).click();
  await expect(page).toHaveURL(/sections\/2$/);
  await engineRuns(page);
  await page.getByLabel("Кто приезжал").fill("Анна");
  // At once, and with a slow finger: what is said meanwhile moves nothing under it.
  const add = page.getByRole("button", { name: "Добавить: Визит" });
  await add.hover();
  await page.mouse.down();
  await page.waitForTimeout(300);
  await page.mouse.up();
  await expect(page.getByText("Визит № 2")).toBeVisible();
  // The new record has the focus at once: later it would take the keys from who types already.
  await page.getByLabel("Кто приезжал").nth(1).fill("Пётр");
  await page.getByLabel("Сколько дней").nth(1).fill("3");
  await expect(page.locator("[data-path='/data/visit[2]/days'] [data-mark]")).toContainText("ждёт связи");
  nothing(await axe(page), "axe-core: a record added without a network");
  await page.close();
  page = await context.newPage();
  await page.goto(`${sheet}/sections/2`);
  await expect(page.getByLabel("Кто приезжал").nth(1)).toHaveValue("Пётр");
  await page.goto(`${sheet}/sections/1`);
  await expect(page.getByLabel("Сколько мест")).toBeVisible();
  await expect(page.getByLabel("Сколько читателей")).toHaveValue("6000");

  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await everythingSaved(page);
  await page.goto(`${sheet}/check`);
  for (const words of ["6000", "Открыли второй зал", "Анна", "Пётр", "3000"]) await expect(page.getByRole("main")).toContainText(words);
  await page.getByRole("button", { name: "Отправить анкету" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Отправленные ответы");
  await context.close();
});

test("a page opened without a network shows what was saved after it was kept", async ({ browser }) => {
  const title = "Сохранено позже страницы";
  await asked(browser, title, FORM);
  const context = await browser.newContext();
  let { page, sheet } = await sheetOf(context, title);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await engineRuns(page);
  await page.getByLabel("Да", { exact: true }).check();
  await page.getByLabel("Сколько мест").fill("12");
  await expect(markOf(page, "Сколько мест")).toHaveText("✓ сохранено");
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByLabel("Сколько мест")).toHaveValue("12");
  await expect(page.getByLabel("Да", { exact: true })).toBeChecked();
  await expect(page.getByLabel("Сколько мест")).toBeVisible();
  await context.close();
});

test("a save is at most two kilobytes on the wire, the first load at most a hundred", async ({ browser }) => {
  const title = "Байты";
  await asked(browser, title, FORM);
  const context = await browser.newContext();
  const { page, sheet } = await sheetOf(context, title);
  const fresh = await browser.newContext({ storageState: await context.storageState() });
  const first = await fresh.newPage();
  const wire = await fresh.newCDPSession(first);
  await wire.send("Network.enable");
  const sizes = new Map();
  wire.on("Network.requestWillBeSent", ({ requestId, request }) => sizes.set(requestId, { url: request.url, sent: (request.postData ?? "").length + JSON.stringify(request.headers).length, got: 0 }));
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => { const one = sizes.get(requestId); if (one) one.got = encodedDataLength; });
  await first.goto(`${sheet}/sections/1`, { waitUntil: "load" });
  const loaded = [...sizes.values()].filter(({ url }) => !/engine|forms\.|form\.json|offline|sections\/2$/.test(url)).reduce((sum, one) => sum + one.got, 0);
  expect(loaded, "first load of a section").toBeLessThanOrEqual(100 * 1024);
  expect(loaded, "it was measured").toBeGreaterThan(10_000);
  await engineRuns(first);
  await first.getByLabel("Сколько читателей").fill("77");
  await expect(markOf(first, "Сколько читателей")).toHaveText("✓ сохранено");
  const saves = [...sizes.values()].filter(({ url }) => url.endsWith("/fields"));
  expect(saves).toHaveLength(1);
  console.log(`a save: ${saves[0].sent} + ${saves[0].got} bytes; first load: ${loaded} bytes`);
  expect(saves[0].sent + saves[0].got, "a save, heads included").toBeLessThanOrEqual(2048);
  await page.close();
  await fresh.close();
  await context.close();
});
