// A questionnaire published by the institute and put to people by their logins.
import { expect } from "@playwright/test";
import { login, signIn } from "./people.js";

// Publishes a form (Markdown) and opens a poll of this title; `whom` says on its page who is asked. Answers the page of the poll.
async function opened(browser, title, form, whom) {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, login("institute"));
  await page.goto("/questionnaires/new");
  await page.getByLabel("Книга Excel").setInputFiles({ name: "проба.md", mimeType: "text/markdown", buffer: Buffer.from(form) });
  await page.getByRole("button", { name: "Загрузить и проверить" }).click();
  await page.getByRole("button", { name: /Опубликовать/ }).click();
  await page.getByRole("link", { name: "Открыть опрос" }).click();
  await page.getByLabel("Название опроса").fill(title);
  await page.getByLabel("Последний день ответа").fill("2024-12-01");
  await whom(page);
  await page.getByRole("main").getByRole("button", { name: "Открыть опрос" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  return page;
}

/** Puts a form (Markdown) to a person by the login. */
export async function asked(browser, title, form, whom = login("school")) {
  const page = await opened(browser, title, form, async (page) => {
    await page.getByLabel("Отдельных людей по списку логинов").check();
    await page.getByLabel("Список", { exact: true }).fill(whom);
  });
  await page.context().close();
}

/** Puts a form to whoever has the link; answers the link. */
export async function askedByLink(browser, title, form) {
  const page = await opened(browser, title, form, (page) => page.getByLabel("Всех, у кого есть ссылка").check());
  const link = await page.locator("#poll-link").innerText();
  await page.context().close();
  return new URL(link).pathname;
}

/** Opens the first section of one's sheet of a poll; answers the page and the sheet's address. */
export async function sheetOf(context, title, whom = login("school")) {
  const page = await context.newPage();
  await signIn(page, whom);
  await page.goto("/questionnaires");
  await page.getByRole("link", { name: title }).click();
  const sheet = page.url();
  await page.goto(`${sheet}/sections/1`);
  return { page, sheet };
}

/** What is written beside a field. */
export const markOf = (page, label) => page.locator("[data-path]:has(> [data-mark]), tr[data-path]", { has: page.getByLabel(label, { exact: true }) }).locator("[data-mark]");
export const everythingSaved = (page) => expect(page.locator("#queue")).toContainText("Все ответы сохранены на сервере");
/** The engine has come and says so. */
export const engineRuns = (page) => expect(page.locator("#queue")).toContainText("Ответы проверяются прямо здесь", { timeout: 20_000 });
