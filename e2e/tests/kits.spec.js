// The case of documents of a school, from drafts to signed documents and back from a mistake, without JavaScript.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { scan } from "../lib/files.js";
import { signIn } from "../lib/people.js";

test.use({ javaScriptEnabled: false });

test("a school takes its drafts, uploads a signed plan of work, takes back the wrong one", async ({ page }) => {
  await signIn(page, "school-2");
  await page.goto("/kits");
  await page.getByRole("link", { name: "Документы моей школы" }).click();
  const plan = page.getByRole("row", { name: /План работы/ });
  await expect(plan).toContainText("срок истёк");

  const [archive] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Скачать комплект" }).click()]);
  expect(archive.suggestedFilename()).toMatch(/^Комплект документов.*\.zip$/);
  expect(readFileSync(await archive.path()).subarray(0, 2).toString()).toBe("PK");

  await plan.getByRole("link", { name: /Загрузить новый/ }).click();
  await page.getByLabel("Файл").setInputFiles(scan("план.pdf"));
  await page.getByLabel("Номер").fill("170-од");
  await page.getByLabel("Дата утверждения").fill("2024-08-30");
  await page.getByRole("button", { name: "Загрузить", exact: true }).click();
  await expect(plan).toContainText("действует");
  await expect(plan).toContainText("170-од");

  await plan.getByRole("link", { name: /Загрузить новый/ }).click();
  await page.getByText("Документ загружен по ошибке").click();
  await page.getByLabel("Почему отзываете").fill("Скан другого года");
  await page.getByRole("button", { name: "Отозвать документ" }).click();
  await expect(plan).toContainText("166-од");
  await expect(plan).toContainText("срок истёк");
  await page.getByText(/Прежние документы/).click();
  await expect(page.getByText(/отозван .*Скан другого года/)).toBeVisible();
});
