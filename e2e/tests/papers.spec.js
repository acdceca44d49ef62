// A paper from the measure to the register and to its addressees, without JavaScript.
import { expect, test } from "@playwright/test";
import { scan } from "../lib/files.js";
import { login, signIn } from "../lib/people.js";

test.use({ javaScriptEnabled: false });

async function leave(page) {
  await page.locator("details.who summary").click();
  await page.getByRole("button", { name: "Выйти" }).click();
}

test("a letter is prepared, agreed, signed, registered, becomes evidence, is sent and confirmed", async ({ page }) => {
  await signIn(page, "ministry-2");
  await page.goto("/roadmap/2024/measures/5");
  await page.getByRole("link", { name: "Подготовить документ" }).first().click();
  await page.getByLabel("Вид документа").selectOption({ label: "Информационное письмо" });
  await page.getByLabel("Кто издаёт").selectOption({ index: 0 });
  await page.getByRole("button", { name: "Начать проект" }).click();

  await page.getByLabel("О чём письмо").fill("О перечне центров, проверка пути");
  await page.getByLabel("О чём просим").fill("подтвердить сведения");
  await page.getByLabel("Срок ответа").fill("2024-11-01");
  await page.getByRole("group", { name: "Кто подписывает" }).getByLabel("Фамилия").fill("Демо-Министрова");
  await page.getByRole("group", { name: "Кто подписывает" }).getByLabel("Имя").fill("Мария");
  await page.getByRole("group", { name: "Кто подписывает" }).getByLabel("Должность").fill("Министр");
  await page.locator("button[value=\"add:enclosures\"]").click({ timeout: 10_000 });
  await page.getByLabel("Приложение (нужно)").fill("Перечень на 1 л.");
  await page.getByRole("button", { name: "Сохранить и посмотреть" }).first().click();
  await expect(page.locator("article.paper")).toContainText("О перечне центров, проверка пути");
  await page.getByRole("button", { name: "Сохранить и закрыть" }).first().click();

  await page.getByRole("link", { name: "Отправить на согласование" }).click();
  await page.getByLabel("Согласующий 1").selectOption({ index: 1 });
  await page.goto(page.url().replace("/agreement", ""));
  await page.getByText("Подписать без согласования").click();
  await page.getByLabel("Почему согласование не нужно").fill("проверка пути документа");
  await page.getByRole("button", { name: "Отправить на подписание" }).click();
  await page.getByLabel("Подписанный документ").setInputFiles(scan());
  await page.getByRole("button", { name: "Приложить подписанный" }).click();
  await page.getByRole("button", { name: "Зарегистрировать" }).click();
  await expect(page.getByText("Документ больше не изменяется")).toBeVisible();
  const card = page.url();
  await page.getByRole("button", { name: "Записать подтверждением" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /проверка пути/ })).toBeVisible();

  await page.goto(card);
  await page.getByRole("link", { name: "Разослать" }).click();
  await page.getByLabel("Все органы местного самоуправления (ОМСУ)").check();
  await page.getByRole("button", { name: "Разослать" }).click();
  await expect(page.getByText("Адресатов 19")).toBeVisible();
  const letter = new URL(page.url()).pathname;
  await leave(page);

  await signIn(page, login("municipality"));
  await page.goto(letter);
  await page.getByRole("button", { name: "Подтвердить получение" }).click();
  await expect(page.getByText("Получение подтверждено:")).toBeVisible();
});
