// Access with the browser's JavaScript switched off: an invitation from its making to the first page of the invited, a second
// factor set up and asked for, a session ended from elsewhere.
import { createHmac } from "node:crypto";
import { expect, test } from "@playwright/test";
import { axe, nothing, sideways, smallTargets } from "../lib/look.js";
import { PASSWORD, login, signIn, target } from "../lib/people.js";

test.use({ javaScriptEnabled: false });

/** The code of RFC 6238 for a secret in base32, at a time in milliseconds. */
function totp(secret, at) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/\s/g, "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The demonstration lives on its own day: how far its clock is from ours, told by the date of an answer's session. */
async function demoNow(page) {
  await page.goto("/me");
  const text = await page.locator("tbody tr").first().locator("td").first().textContent();
  const months = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
  const [, day, month, year, hour, minute] = text.match(/(\d+)\s(\S+)\s(\d{4}), (\d+):(\d+)/);
  return Date.UTC(+year, months.indexOf(month), +day, +hour - 10, +minute);
}

async function looked(page, name) {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    nothing(await sideways(page), `sideways scroll: ${name}, ${width} px`);
    nothing(await smallTargets(page), `targets: ${name}, ${width} px`);
    await page.screenshot({ path: target(`${name}-${width}.png`), fullPage: true });
  }
}

async function signOut(page) {
  await page.locator("details.who summary").click();
  await page.getByRole("button", { name: "Выйти" }).click();
}

test("a school is invited, its librarian signs in, is suspended, comes back and leaves to a successor", async ({ page, browser }) => {
  await signIn(page, login("municipality"));
  await page.getByRole("link", { name: "Доступ", exact: true }).click();
  await page.getByRole("link", { name: "Пригласить по списку" }).click();
  await page.locator("tbody tr").nth(0).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Создать приглашения" }).click();
  await expect(page.getByRole("heading", { name: "Приглашения в Библиосеть" })).toBeVisible();
  const link = await page.locator("tbody code").first().textContent();
  await looked(page, "access-sheet");

  const invited = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await invited.goto(link);
  await looked(invited, "invitation");
  await invited.getByLabel("Фамилия").fill("Проверкина");
  await invited.getByLabel("Имя", { exact: true }).fill("Ольга");
  await invited.getByLabel("Отчество").fill("Ивановна");
  await invited.getByLabel("Должность").fill("педагог-библиотекарь");
  await invited.getByLabel("Логин").fill("institute");
  await invited.getByLabel("Пароль").fill("четыре тихих ежа");
  await invited.getByRole("button", { name: "Принять приглашение" }).click();
  await expect(invited.locator(".error-summary")).toContainText("Этот логин занят");
  await expect(invited.getByLabel("Фамилия")).toHaveValue("Проверкина");
  await invited.getByLabel("Логин").fill("proverkina");
  await invited.getByLabel("Пароль").fill("четыре тихих ежа");
  await invited.getByRole("button", { name: "Принять приглашение" }).click();
  await expect(invited.locator("h1")).toContainText("октября 2024");
  await invited.goto(link);
  await expect(invited.getByText("Попросите того, кто вас пригласил")).toBeVisible();

  await page.goto("/access?q=проверкина");
  await page.getByRole("link", { name: "Проверкина О. И." }).click();
  await page.getByText("Приостановить доступ").click();
  await page.locator("form[action$='/suspend']").getByLabel("Причина").fill("проверка страницы");
  await page.getByRole("button", { name: "Приостановить", exact: true }).click();
  await expect(page.getByText("Причина: проверка страницы")).toBeVisible();
  await invited.goto("/people");
  await expect(invited).toHaveURL(/\/login/);
  await page.getByRole("button", { name: "Возобновить доступ" }).click();
  await page.getByRole("link", { name: "Человек уходит: передать дела" }).click();
  await page.getByRole("button", { name: "Завершить и пригласить преемника" }).click();
  await expect(page.getByRole("heading", { name: "Приглашение готово" })).toBeVisible();
  await page.goto("/access/history");
  await expect(page.locator("tbody")).toContainText("Доступ приостановлен");
});

test("a second factor is set up and asked for, a recovery code replaces it", async ({ page, browser }) => {
  await signIn(page, "school-3");
  await page.goto("/me/second-factor");
  await page.getByRole("button", { name: "Настроить" }).click();
  await page.getByText("Не получается навести камеру").click();
  const secret = await page.locator("#secret").textContent();
  await looked(page, "second-factor-setup");
  // The page tells minutes only: the code of one of the steps within that minute and the next is right.
  const start = await demoNow(page);
  await page.goto("/me/second-factor");
  for (let step = 0; step < 4; step += 1) {
    await page.getByLabel("Шесть цифр").fill(totp(secret, start + step * 30_000));
    await page.getByRole("button", { name: "Включить" }).click();
    if (await page.getByRole("heading", { name: "Коды восстановления" }).isVisible()) break;
  }
  await expect(page.locator(".codes li")).toHaveCount(10);
  const codes = await page.locator(".codes code").allTextContents();
  await looked(page, "recovery-codes");

  const elsewhere = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await elsewhere.goto("/login");
  await elsewhere.getByLabel("Логин").fill("school-3");
  await elsewhere.getByLabel("Пароль").fill(PASSWORD);
  await elsewhere.locator("main").getByRole("button", { name: "Войти" }).click();
  await expect(elsewhere.getByRole("heading", { name: "Введите код" })).toBeVisible();
  await looked(elsewhere, "login-code");
  await elsewhere.getByLabel("Код из приложения").fill("000000");
  await elsewhere.locator("main").getByRole("button", { name: "Войти" }).click();
  await expect(elsewhere.locator(".error-summary")).toContainText("Осталось попыток: 4");
  await elsewhere.getByLabel("Код из приложения").fill(codes[0]);
  await elsewhere.locator("main").getByRole("button", { name: "Войти" }).click();
  await expect(elsewhere.locator("details.who")).toBeVisible();

  await page.goto("/me/sessions");
  await expect(page.locator("tbody tr")).toHaveCount(2);
  await looked(page, "sessions-two");
  await page.getByRole("button", { name: /^Завершить сеанс/ }).click();
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await elsewhere.goto("/me");
  await expect(elsewhere).toHaveURL(/\/login/);
  await signOut(page);
});

test.describe("looked at by axe", () => {
  test.use({ javaScriptEnabled: true });

  test("a refused invitation and a refused password", async ({ page }) => {
    await signIn(page, login("municipality"));
    await page.goto("/access/invite");
    await page.getByLabel("Организация").fill("нет такой");
    await page.getByLabel("Фамилия").fill("Проверкина");
    await page.getByRole("button", { name: "Создать приглашение" }).click();
    await expect(page.locator(".error-summary")).toBeVisible();
    await expect(page.getByLabel("Фамилия")).toHaveValue("Проверкина");
    nothing(await axe(page), "axe-core: a refused invitation");
    await page.goto("/me/password");
    await page.getByLabel("Нынешний пароль").fill("не тот пароль");
    await page.getByLabel("Новый пароль").fill("четыре тихих ежа");
    await page.getByRole("button", { name: "Сохранить пароль" }).click();
    await expect(page.locator(".error-summary")).toBeVisible();
    nothing(await axe(page), "axe-core: a refused password");
  });
});
