// What waits on this device is seen on every page of a sheet; the sheet does not go without it; what the server no longer takes can
// be seen, kept as a file, let go.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { asked, everythingSaved, markOf, sheetOf } from "../lib/asking.js";
import { axe, nothing } from "../lib/look.js";

const FORM = `| survey | | | | |
| | type | name | label | required |
| | begin_group | one | О библиотеке | |
| | integer | readers | Сколько читателей | |
| | text | hours | Часы работы | |
| | end_group | | | |
`;
const queue = (page) => page.locator("#queue");

async function waiting(context, title) {
  const { page, sheet } = await sheetOf(context, title);
  await everythingSaved(page);
  await page.getByLabel("Сколько читателей").fill("120");
  await expect(markOf(page, "Сколько читателей")).toHaveText("✓ сохранено");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto(sheet);
  await page.goto(`${sheet}/check`);
  await page.goto(`${sheet}/sections/1`);
  await context.setOffline(true);
  await page.getByLabel("Часы работы").fill("с 9 до 15");
  await expect(markOf(page, "Часы работы")).toContainText("ждёт связи");
  return { page, sheet };
}

test("the list of sections and the check show what waits, and the sheet is not sent without it", async ({ browser }) => {
  await asked(browser, "Очередь видна", FORM);
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const { page, sheet } = await waiting(context, "Очередь видна");
  await page.goto(sheet);
  await expect(queue(page)).toContainText("Ждут отправки: 1");
  await page.goto(`${sheet}/check`);
  await expect(queue(page)).toContainText("Ждут отправки: 1");
  const send = page.getByRole("button", { name: "Отправить анкету" });
  await expect(send).toBeDisabled();
  await expect(page.getByRole("main")).toContainText("Отправить анкету можно, когда уйдут ответы");
  nothing(await axe(page), "axe-core: the check with answers that wait");
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await everythingSaved(page);
  await expect(page.getByRole("main")).toContainText("с 9 до 15");
  await send.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Отправленные ответы");
  await expect(page.getByRole("main")).toContainText("с 9 до 15");
  await context.close();
});

test("an answer that came too late is named, kept as a file, and let go", async ({ browser }) => {
  await asked(browser, "Опоздавший ответ", FORM);
  const context = await browser.newContext();
  const { page, sheet } = await waiting(context, "Опоздавший ответ");
  // The sheet is sent from another device meanwhile.
  const other = await browser.newContext();
  const { page: second } = await sheetOf(other, "Опоздавший ответ");
  await second.goto(`${sheet}/check`);
  await second.getByRole("button", { name: "Отправить анкету" }).click();
  await expect(second.getByRole("heading", { level: 1 })).toHaveText("Отправленные ответы");
  await other.close();
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(queue(page)).toContainText("Сервер не принял: 1");
  await page.goto(sheet);
  await expect(queue(page)).toContainText("Часы работы: с 9 до 15");
  await expect(queue(page)).not.toContainText("Ждут отправки");
  nothing(await axe(page), "axe-core: an answer that was not taken");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Сохранить непринятое в файл" }).click()]);
  expect(readFileSync(await file.path(), "utf8")).toContain("с 9 до 15");
  await page.getByRole("button", { name: "Убрать непринятое" }).click();
  await expect(page.locator("[data-refused]")).toHaveCount(0);
  await page.reload();
  await expect(queue(page)).toContainText("Все ответы сохранены на сервере");
  await context.close();
});

test("what was typed the moment before the page was left goes from the next one", async ({ browser }) => {
  await asked(browser, "Ушли сразу", FORM);
  const context = await browser.newContext();
  const { page, sheet } = await sheetOf(context, "Ушли сразу");
  await everythingSaved(page);
  // Neither has the field been left nor its pause been waited for.
  await page.getByLabel("Часы работы").fill("с 8 до 16");
  await page.goto(`${sheet}/check`);
  // The check shows itself anew when what waited has gone.
  await expect(page.getByRole("main")).toContainText("с 8 до 16", { timeout: 20_000 });
  await context.close();
});

test("what is being typed into a record stays in it when one before it is taken away", async ({ browser }) => {
  await asked(browser, "Записи", `| survey | | | |
| | type | name | label |
| | begin_repeat | r | Книга |
| | text | title | Название |
| | end_repeat | | |
`);
  const context = await browser.newContext();
  const { page } = await sheetOf(context, "Записи");
  await everythingSaved(page);
  const titles = page.getByLabel("Название");
  for (const count of [2, 3]) {
    await page.getByRole("button", { name: "Добавить: Книга" }).click();
    await expect(titles).toHaveCount(count);
  }
  await everythingSaved(page);
  // A record made here gets its button to be taken away with the next page.
  await page.reload();
  await everythingSaved(page);
  await titles.nth(0).fill("первая");
  await titles.nth(1).fill("вторая");
  await titles.nth(2).fill("третья");
  await page.getByRole("button", { name: "Убрать запись 2" }).click();
  await expect(titles).toHaveCount(2);
  await everythingSaved(page);
  await page.reload();
  await expect(titles.nth(0)).toHaveValue("первая");
  await expect(titles.nth(1)).toHaveValue("третья");
  await context.close();
});
