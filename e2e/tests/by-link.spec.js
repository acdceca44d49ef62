// Anybody with a link answers without an account: with and without a network, and only this browser knows the address.
import { expect, test } from "@playwright/test";
import { askedByLink, everythingSaved, markOf } from "../lib/asking.js";
import { axe, nothing, sideways, smallTargets } from "../lib/look.js";

const FORM = `| survey | | | | |
| | type | name | label | required |
| | begin_group | one | О чтении | |
| | integer | books | Сколько книг прочли за год | |
| | text | words | Что ещё важно | |
| | end_group | | | |
`;
const queue = (page) => page.locator("#queue");

test("a visitor answers by a link, the line goes and comes back, nothing is lost", async ({ browser }) => {
  const link = await askedByLink(browser, "Опрос семей", FORM);
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  let page = await context.newPage();
  const looked = async (what) => {
    nothing(await axe(page), `axe-core: ${what}`);
    nothing(await sideways(page), `sideways scroll: ${what}, 360 px`);
    nothing(await smallTargets(page), `small targets: ${what}`);
  };
  await page.goto(link);
  await looked("the beginning");
  await page.getByRole("button", { name: "Начать" }).click();
  const sheet = page.url();
  expect(sheet).toContain("/by-link/answers/");
  await looked("the sheet");
  await page.goto(`${sheet}/sections/1`);
  await everythingSaved(page);
  await looked("a section");
  await page.getByLabel("Сколько книг прочли за год").fill("12");
  await expect(markOf(page, "Сколько книг прочли за год")).toHaveText("✓ сохранено");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();

  await context.setOffline(true);
  await page.getByLabel("Что ещё важно").fill("читаем вслух");
  await expect(markOf(page, "Что ещё важно")).toContainText("ждёт связи");
  await page.close();
  page = await context.newPage();
  await page.goto(`${sheet}/sections/1`);
  await expect(page.getByLabel("Что ещё важно")).toHaveValue("читаем вслух");
  await expect(queue(page)).toContainText("Ждут отправки: 1");
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await everythingSaved(page);

  await page.goto(`${sheet}/check`);
  await looked("the check");
  await expect(page.getByRole("main")).toContainText("читаем вслух");
  await page.getByRole("button", { name: "Отправить анкету" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Отправленные ответы");
  await context.close();

  // Another browser begins a sheet of its own, and finds nothing of the first.
  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  await other.goto(link);
  await other.getByRole("button", { name: "Начать" }).click();
  expect(other.url()).not.toBe(sheet);
  await other.goto(`${other.url()}/sections/1`);
  await expect(other.getByLabel("Что ещё важно")).toHaveValue("");
  await stranger.close();
});
