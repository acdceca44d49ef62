// What is typed is not lost: drafts in the browser, and a form whose session has ended.
import { expect, test } from "@playwright/test";
import { axe, nothing, sideways } from "../lib/look.js";
import { scan } from "../lib/files.js";
import { PASSWORD, login, signIn } from "../lib/people.js";

const saved = (page, label) => page.locator(".field", { has: page.getByLabel(label, { exact: true }) }).locator("p.mark");
const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("draft:")).length);

/** Pages that only a flow brings up are looked at where they come. */
async function look(page, where) {
  nothing(await axe(page), `axe-core: ${where}`);
  const { width, height } = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  nothing(await sideways(page), `sideways scroll: ${where}, 360 px`);
  await page.setViewportSize({ width, height });
}

/** The same session signs out elsewhere: this browser still sends its cookie, which opens nothing any more. */
async function endElsewhere(browser, storageState) {
  const context = await browser.newContext({ storageState });
  const page = await context.newPage();
  await page.goto("/");
  await page.locator("details.who summary").click();
  await page.getByRole("button", { name: "Выйти" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Войти" })).toBeVisible();
  await context.close();
}

async function openForm(page) {
  await page.goto("/roadmap/2024/measures/6");
  await page.getByRole("link", { name: "Записать подтверждение" }).last().click();
  await expect(page.getByLabel("Название")).toBeVisible();
}

test("typed, marked, reloaded, restored, sent, forgotten", async ({ page }) => {
  await signIn(page, login("institute"));
  await openForm(page);
  await expect(page.locator("p.mark")).toHaveCount(0);
  await page.getByLabel("Страница в Интернете или файл без номера").check();
  await page.getByLabel("Название").fill("Черновик страницы");
  await page.getByLabel("Дата документа или события").fill("2024-10-10");
  await page.getByLabel("Что получилось").fill("Семьдесят слушателей.");
  await expect(saved(page, "Название")).toHaveText("✓ сохранено в этом браузере");
  await expect(saved(page, "Что получилось")).toHaveText("✓ сохранено в этом браузере");
  await expect(saved(page, "Номер документа")).toHaveCount(0);

  await page.reload();
  await expect(page.getByRole("status").filter({ hasText: "Восстановлено" })).toBeVisible();
  await expect(page.getByLabel("Название")).toHaveValue("Черновик страницы");
  await expect(page.getByLabel("Страница в Интернете или файл без номера")).toBeChecked();
  await expect(saved(page, "Дата документа или события")).toBeVisible();

  // Refused: the draft stays, the marks with it.
  await page.getByRole("button", { name: "Записать", exact: true }).click();
  await expect(page.locator(".error-summary")).toBeVisible();
  await look(page, "a refused form with its draft");
  expect(await kept(page)).toBe(1);
  await openForm(page);
  await expect(page.getByLabel("Что получилось")).toHaveValue("Семьдесят слушателей.");

  await page.getByLabel("Скан или файл").setInputFiles(scan("запись.pdf"));
  await page.getByRole("button", { name: "Записать", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Черновик страницы" })).toBeVisible();
  expect(await kept(page)).toBe(0);
  await openForm(page);
  await expect(page.getByLabel("Название")).toHaveValue("");
});

test("«Очистить» forgets, another account sees nothing, signing out leaves nothing", async ({ page }) => {
  await signIn(page, login("institute"));
  await page.goto("/roadmap/2024/measures/4");
  await page.getByLabel("Сообщение").fill("Не для чужих глаз");
  await expect(saved(page, "Сообщение")).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, login("ministry"));
  await page.goto("/roadmap/2024/measures/4");
  await expect(page.getByLabel("Сообщение")).toHaveValue("");
  await page.context().clearCookies();
  await signIn(page, login("institute"));
  await page.goto("/roadmap/2024/measures/4");
  await expect(page.getByLabel("Сообщение")).toHaveValue("Не для чужих глаз");
  await page.getByRole("button", { name: "Очистить" }).click();
  await expect(page.getByLabel("Сообщение")).toHaveValue("");
  expect(await kept(page)).toBe(0);
  await page.getByLabel("Сообщение").fill("Ещё раз");
  await page.locator("details.who summary").click();
  await page.getByRole("button", { name: "Выйти" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Войти" })).toBeVisible();
  expect(await kept(page)).toBe(0);
});

test("requirement and change by order keep their drafts; a field that the plan has changed since is left alone", async ({ page }) => {
  await signIn(page, login("institute"));
  await page.goto("/roadmap/2024/measures/4");
  await page.getByRole("link", { name: "Уточнить требование" }).first().click();
  await page.getByLabel("Почему требование меняется").fill("Так решила рабочая группа");
  await expect(saved(page, "Почему требование меняется")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Почему требование меняется")).toHaveValue("Так решила рабочая группа");

  await page.goto("/roadmap/2024/measures/3/change");
  const title = await page.getByLabel("Наименование", { exact: true }).inputValue();
  await page.getByLabel("Наименование", { exact: true }).fill("Новое наименование");
  await page.getByLabel("Каким документом изменён план").fill("приказ № 7");
  await page.evaluate(() => {
    const key = Object.keys(localStorage).find((one) => one.includes(":change:"));
    const draft = JSON.parse(localStorage.getItem(key));
    draft.fields.title.given = "Прежнее наименование";
    localStorage.setItem(key, JSON.stringify(draft));
  });
  await page.reload();
  await expect(page.getByLabel("Каким документом изменён план")).toHaveValue("приказ № 7");
  await expect(page.getByLabel("Наименование", { exact: true })).toHaveValue(title);
});

test("without a line the form waits and says so", async ({ page, context }) => {
  await signIn(page, login("institute"));
  await page.goto("/roadmap/2024/measures/4");
  await page.getByLabel("Сообщение").fill("Со спутника");
  await context.setOffline(true);
  await expect(saved(page, "Сообщение")).toHaveText(/ждёт связи/);
  await page.getByRole("button", { name: "Написать" }).click();
  await expect(page.getByRole("alert")).toContainText("Нет связи");
  await context.setOffline(false);
  await expect(saved(page, "Сообщение")).toHaveText("✓ сохранено в этом браузере");
  await page.getByRole("button", { name: "Написать" }).click();
  await expect(page.getByText("Со спутника")).toBeVisible();
  expect(await kept(page)).toBe(0);
});

for (const javaScriptEnabled of [true, false]) {
  for (const how of ["ended by the server", "cookie gone"]) {
    test.describe(`a session, ${how}, ${javaScriptEnabled ? "with" : "without"} JavaScript`, () => {
      test.use({ javaScriptEnabled });
      test("keeps the form through the sign-in", async ({ page, context, browser }) => {
        const title = `Дописано после входа: ${how}, ${javaScriptEnabled}`;
        await signIn(page, login("institute"));
        await openForm(page);
        await page.getByLabel("Название").fill(title);
        await page.getByLabel("Страница в Интернете или файл без номера").check();
        await page.getByLabel("Дата документа или события").fill("2024-10-11");
        await page.getByLabel("Адрес страницы").fill("https://example.org/zapis");
        await page.getByLabel("Что получилось").fill("Текст, который жалко потерять.");
        if (how === "cookie gone") await context.clearCookies();
        else await endElsewhere(browser, await context.storageState());
        await page.getByRole("button", { name: "Записать", exact: true }).click();
        await expect(page.getByText("введённый текст сохранён")).toBeVisible();
        if (javaScriptEnabled) await look(page, "the sign-in that keeps a form");
        await page.getByLabel("Логин").fill(login("institute"));
        await page.getByLabel("Пароль").fill(PASSWORD);
        await page.locator("main").getByRole("button", { name: "Войти" }).click();
        await expect(page.getByText("Текст, который жалко потерять.")).toBeVisible();
        await expect(page.getByText(title)).toBeVisible();
        if (javaScriptEnabled) {
          await look(page, "the form after the sign-in");
          expect(await kept(page)).toBe(1);
        }
        await page.getByRole("button", { name: "Отправить сохранённую форму" }).click();
        await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
        if (javaScriptEnabled) expect(await kept(page)).toBe(0);
      });
    });
  }
}
