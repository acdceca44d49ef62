// A consultation from one's word to the decision on it, with the browser's JavaScript switched off.
import { expect, test } from "@playwright/test";
import { login, signIn } from "../lib/people.js";

test.use({ javaScriptEnabled: false });

test("a school speaks on a paragraph, the institute decides, the school reads why", async ({ browser }) => {
  const school = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(school, login("school"));
  await school.goto("/editions/concept/3");
  await school.locator("#p38").getByRole("link", { name: /Замечание/ }).click();
  await expect(school.getByRole("heading", { level: 1, name: "Замечание к абзацу 38" })).toBeVisible();
  await school.getByLabel("Что не так и почему").fill("Просим назвать год.");
  await school.getByRole("button", { name: "Отправить" }).click();
  const word = school.locator("article", { hasText: "Просим назвать год." });
  await expect(word).toContainText("ждёт решения");

  const institute = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(institute, login("institute"));
  await institute.goto("/editions/concept/3/comments");
  const heard = institute.locator("article", { hasText: "Просим назвать год." });
  await heard.getByLabel("отклонено").check();
  await heard.getByRole("button", { name: "Записать решение" }).click();
  await expect(institute.getByRole("alert")).toContainText("Обоснование: поле не заполнено");
  const again = institute.locator("article", { hasText: "Просим назвать год." });
  await again.getByLabel("Обоснование").fill("Год назван в разделе «Этапы».");
  await again.getByRole("button", { name: "Записать решение" }).click();
  await expect(institute.locator("article", { hasText: "Просим назвать год." })).toContainText("отклонено");

  await school.reload();
  await expect(word).toContainText("Год назван в разделе «Этапы».");
});
