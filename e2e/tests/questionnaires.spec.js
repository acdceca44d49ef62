// A librarian fills a questionnaire in: saved field by field, without a network in between, and nothing is lost.
import { expect, test } from "@playwright/test";
import { asked } from "../lib/asking.js";
import { axe, nothing, sideways } from "../lib/look.js";
import { login, signIn } from "../lib/people.js";

const FORM = `| survey | | | | |
| | type | name | label | required |
| | begin_group | one | О библиотеке | |
| | integer | readers | Сколько читателей | yes |
| | text | hours | Часы работы | |
| | end_group | | | |
| | begin_group | two | О школе | |
| | text | words | Что ещё важно | |
| | end_group | | | |
`;

test("typed with and without a network, the page closed in between, sent when it is back", async ({ browser }) => {
  await asked(browser, "Проба без связи", FORM);
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  let page = await context.newPage();
  await signIn(page, login("school"));
  await page.goto("/questionnaires");
  await page.getByRole("link", { name: "Проба без связи" }).click();
  const sheet = page.url();
  await page.goto(`${sheet}/sections/2`);
  await page.goto(`${sheet}/sections/1`);
  await expect(page.locator("#queue")).toContainText("Все ответы сохранены на сервере");
  const mark = (label) => page.locator(".field", { has: page.getByLabel(label) }).locator("[data-mark]");
  await page.getByLabel("Сколько читателей").fill("120");
  await expect(mark("Сколько читателей")).toHaveText("✓ сохранено");
  nothing(await axe(page), "axe-core: a section");
  nothing(await sideways(page), "sideways scroll: a section, 360 px");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await context.setOffline(true);
  await page.getByLabel("Часы работы").fill("с 9 до 15");
  await expect(mark("Часы работы")).toContainText("ждёт связи");
  await expect(page.locator("#queue")).toContainText("Ждут отправки: 1");
  await page.close();
  page = await context.newPage();
  await page.goto(`${sheet}/sections/1`);
  await expect(page.getByLabel("Часы работы")).toHaveValue("с 9 до 15");
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(page.locator("#queue")).toContainText("Все ответы сохранены на сервере");
  await page.goto(`${sheet}/check`);
  await expect(page.getByRole("main")).toContainText("с 9 до 15");
  await page.getByRole("button", { name: "Отправить анкету" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Отправленные ответы");
  await context.close();
});
