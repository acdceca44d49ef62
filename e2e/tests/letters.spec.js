// The post box of the demonstration, a letter, the link at its end; the choice and the bell. Without JavaScript.
import { expect, test } from "@playwright/test";
import { axe, nothing, sideways, smallTargets, watch } from "../lib/look.js";
import { cookiesOf, login, signIn } from "../lib/people.js";

test.use({ javaScriptEnabled: false });

test("a letter is opened from the banner and given up by its link, twice asked and once done", async ({ browser, page, baseURL }) => {
  await page.goto("/");
  await page.locator(".demo-banner").getByRole("link", { name: "письма" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Письма демонстрации" })).toBeVisible();
  await page.locator("tr", { hasText: "(partner)" }).or(page.locator("tr", { hasText: "(rribc)" })).first().getByRole("link").click();
  const letter = await page.locator("pre.letter").first().textContent();
  expect(letter).toContain("Здравствуйте!");
  const link = letter.match(/\/by-link\/unsubscribe\/[\w-]{43}/)[0];

  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1, name: "Отказаться от писем?" })).toBeVisible();
  // The same page as a browser with scripts and axe-core sees it.
  const looking = await (await browser.newContext({ javaScriptEnabled: true, baseURL })).newPage();
  const complaints = watch(looking, baseURL);
  for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 740 }]) {
    await looking.setViewportSize(viewport);
    await looking.goto(link);
    nothing(await axe(looking), `axe-core: ${viewport.width} px`);
    nothing(await sideways(looking), `sideways scroll: ${viewport.width} px`);
    nothing(await smallTargets(looking), `targets: ${viewport.width} px`);
  }
  nothing(complaints, link);
  await looking.context().close();

  await page.getByRole("button", { name: "Отказаться" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Такие письма больше не придут" })).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1, name: "Такие письма больше не придут" })).toBeVisible();
});

test("the bell rings until its reminders are read; the choice of hours is kept", async ({ page, context }) => {
  await signIn(page, "ministry-2");
  const bell = page.locator(".bell b");
  const before = Number(await bell.textContent());
  expect(before).toBeGreaterThan(0);
  await page.locator(".bell").click();
  await expect(page).toHaveURL(/\/me\/reminders$/);
  await page.getByRole("button", { name: /^Прочитано/ }).first().click();
  await expect(page.locator(".todo").first()).toBeVisible();
  if (before > 1) await expect(bell).toHaveText(String(before - 1));
  else await expect(bell).toHaveCount(0);

  await page.getByRole("main").getByRole("link", { name: "настройках" }).click();
  await page.getByLabel("С", { exact: true }).selectOption("22");
  await page.getByLabel("Сводка недели").uncheck();
  await page.getByRole("button", { name: "Сохранить" }).click();
  await expect(page.getByText("Настройки сохранены.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("С", { exact: true })).toHaveValue("22");
  await expect(page.getByLabel("Сводка недели")).not.toBeChecked();
  await context.clearCookies();
});

test("an administrator reads where letters stand", async ({ page, context }) => {
  await context.addCookies(cookiesOf("administrator"));
  expect(login("administrator")).toBe("admin");
  await page.goto("/admin/mail");
  await page.getByRole("link", { name: /^отправлено/ }).click();
  await page.locator("th[scope=row] a").first().click();
  await expect(page.getByText("письмо положено в папку")).toBeVisible();
  await expect(page.getByRole("button", { name: "Отправить ещё раз" })).toHaveCount(0);
});
