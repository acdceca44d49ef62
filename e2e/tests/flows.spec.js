// The main flows with the browser's JavaScript switched off.
import { expect, test } from "@playwright/test";
import { PAPER, scan } from "../lib/files.js";
import { login, signIn } from "../lib/people.js";

test.use({ javaScriptEnabled: false });

test("filters of the plan work by their button", async ({ page }) => {
  await signIn(page, login("institute"));
  await page.getByRole("link", { name: "Дорожная карта", exact: true }).click();
  await expect(page).toHaveURL(/\/roadmap\/2024$/);
  await expect(page.locator("#plan .ti")).toHaveCount(19);
  await page.getByLabel("Слова").fill("вебинар");
  await page.getByLabel("Только мои мероприятия").check();
  await page.getByRole("button", { name: "Показать" }).click();
  await expect(page).toHaveURL(/q=%D0%B2%D0%B5%D0%B1/);
  const shown = await page.locator("#plan .ti").count();
  expect(shown).toBeGreaterThan(0);
  expect(shown).toBeLessThan(19);
  await page.getByRole("link", { name: "Таблица" }).click();
  await expect(page.locator("#plan tbody tr:not(.section)")).toHaveCount(shown);
  await page.getByRole("link", { name: "Сбросить" }).click();
  await expect(page.getByText("Показано мероприятий: 19 из 19")).toBeVisible();
});

async function record(page, title, number) {
  await page.goto("/roadmap/2024/measures/4");
  await page.getByRole("link", { name: "Записать подтверждение" }).nth(1).click();
  await page.getByLabel("Вид документа").selectOption({ label: "Протокол" });
  await page.getByLabel("Название").fill(title);
  await page.getByLabel("Дата документа или события").fill("2024-10-14");
  await page.getByLabel("Номер документа").fill(number);
  await page.getByLabel("Скан или файл").setInputFiles(scan());
  await page.getByLabel("Что получилось").fill("Рассмотрены материалы пяти библиотек.");
  await page.getByRole("button", { name: "Записать", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

test("evidence is recorded with its scan, refused with a reason, recorded again, accepted by another", async ({ page }) => {
  await signIn(page, login("institute"));

  // A refused form comes back with everything typed.
  await page.goto("/roadmap/2024/measures/4");
  await page.getByRole("link", { name: "Записать подтверждение" }).nth(1).click();
  await page.getByLabel("Название").fill("Протокол без номера");
  await page.getByLabel("Дата документа или события").fill("2024-10-14");
  await page.getByRole("button", { name: "Записать", exact: true }).click();
  await expect(page.locator(".error-summary")).toBeVisible();
  await expect(page.getByLabel("Название")).toHaveValue("Протокол без номера");

  await record(page, "Протокол экспертизы, проверка страницы", "Э-1");
  await record(page, "Протокол экспертизы, второй", "Э-2");
  await expect(page.getByRole("heading", { name: "Ваше решение" })).toHaveCount(0);
  await page.locator("details.who summary").click();
  await page.getByRole("button", { name: "Выйти" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Войти" })).toBeVisible();

  await signIn(page, login("ministry"));
  await page.goto("/roadmap/2024/measures/4");
  await page.getByRole("link", { name: "Протокол экспертизы, проверка страницы", exact: true }).click();
  await page.getByText("Вернуть с причиной").click();
  await page.getByLabel("Чего не хватает").fill("Нет подписи председателя.");
  await page.getByRole("button", { name: "Вернуть", exact: true }).click();
  await page.goto("/roadmap/2024/measures/4");
  await expect(page.getByText("Причина: Нет подписи председателя.")).toBeVisible();
  await page.getByRole("link", { name: "Протокол экспертизы, второй", exact: true }).click();
  await page.getByRole("button", { name: "Принять" }).click();
  await page.goto("/roadmap/2024/measures/4");
  const accepted = page.locator("li", { has: page.getByRole("link", { name: "Протокол экспертизы, второй", exact: true }) });
  await expect(accepted.locator(".st")).toHaveText(/принято/);
  await page.locator("details.who summary").click();
  await page.getByRole("button", { name: "Выйти" }).click();
  await expect(page).toHaveURL(/\/$/);
});

test("a plan is read from Word, its proposals accepted, and published", async ({ page, browser }) => {
  await signIn(page, login("institute"));
  await page.goto("/roadmap/import");
  await page.getByLabel("Файл с планом").setInputFiles(PAPER);
  await page.getByRole("button", { name: "Прочитать файл" }).click();
  await expect(page.getByRole("heading", { name: /Предложения: \d+/ })).toBeVisible();
  await expect(page.locator("details.card > summary")).toHaveCount(19);
  // Another year than the demonstration's own, so that its plan stays as it is.
  await page.getByLabel("Год плана").fill("2031");
  await page.getByLabel("Основание").fill("распоряжение № 1 от 10.10.2024");
  await page.getByRole("button", { name: "Принять предложения и сохранить план" }).click();
  await expect(page).toHaveURL(/\/roadmap\/2031$/);
  await expect(page.getByText("План ещё не опубликован")).toBeVisible();

  const stranger = await browser.newPage();
  expect((await stranger.goto("/roadmap/2031")).status()).toBe(404);
  await page.context().clearCookies();
  await signIn(page, login("ministry"));
  await page.goto("/roadmap/2031");
  await page.getByRole("button", { name: "Опубликовать план" }).click();
  await expect(page.getByRole("button", { name: "Закрыть план от публики" })).toBeVisible();
  expect((await stranger.goto("/roadmap/2031")).status()).toBe(200);
  await stranger.close();
});
