// By the keyboard alone, as somebody without a mouse works.
import { expect, test } from "@playwright/test";
import { scan } from "../lib/files.js";
import { PASSWORD, login, signIn } from "../lib/people.js";

const focused = (page) => page.evaluate(() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    id: one.id, name: one.getAttribute("name"), text: one.textContent.trim().slice(0, 60), tag: one.tagName, href: one.getAttribute("href"),
    isRinged: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, isOnScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0,
  };
});

/** Presses Tab until the focus is where it should be; every stop on the way must be seen. */
async function tabTo(page, isThere, limit = 80) {
  for (let presses = 0; presses < limit; presses += 1) {
    await page.keyboard.press("Tab");
    const one = await focused(page);
    if (one.tag === "BODY") continue;
    expect(one, `focus on ${one.tag} «${one.text}» ${one.name ?? ""}`).toMatchObject({ isRinged: true, isOnScreen: true });
    if (isThere(one)) return one;
  }
  throw new Error("the keyboard does not get there");
}

test("sign-in, skip link and menu", async ({ page }) => {
  await page.goto("/login");
  const skip = await tabTo(page, () => true);
  expect(skip.href).toBe("#content");
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await tabTo(page, (one) => one.id === "login", 3);
  await page.keyboard.type(login("institute"));
  await tabTo(page, (one) => one.id === "password", 1);
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.locator("details.who")).toBeVisible();

  await tabTo(page, (one) => one.href === "/roadmap");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/roadmap\/2024/);

  // The menu of the visitor: opened by Enter, closed by Escape, the focus stays with it.
  await tabTo(page, (one) => one.tag === "SUMMARY" && one.text.includes("Версия для слабовидящих"));
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Размер текста")).toBeVisible();
  await tabTo(page, (one) => one.id === "view-size", 1);
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Размер текста")).toBeHidden();
  expect((await focused(page)).tag).toBe("SUMMARY");
});

test("the plan's filter", async ({ page }) => {
  await signIn(page, login("institute"));
  await page.goto("/roadmap/2024");
  await tabTo(page, (one) => one.id === "f-q");
  await page.keyboard.type("конкурс");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/Показано мероприятий: \d из 19/)).toBeVisible();
  await expect(page).toHaveURL(/q=/);
  const first = await tabTo(page, (one) => /\/measures\/\d+$/.test(one.href ?? ""));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`${first.href}$`));
});

test("the evidence form", async ({ page }) => {
  await signIn(page, login("institute"));
  await page.goto("/roadmap/2024/measures/6");
  await tabTo(page, (one) => one.text.startsWith("Записать подтверждение"));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Записать подтверждение" })).toBeVisible();
  await tabTo(page, (one) => one.name === "source");
  await tabTo(page, (one) => one.id === "kind", 2);
  await page.keyboard.press("ArrowDown");
  await tabTo(page, (one) => one.id === "title", 1);
  await page.keyboard.type("Записано с клавиатуры");
  await tabTo(page, (one) => one.id === "date", 1);
  await page.keyboard.type("02092024");
  await expect(page.getByLabel("Дата документа или события")).not.toHaveValue("");
  await tabTo(page, (one) => one.id === "number", 4);
  await page.keyboard.type("К-1");
  await tabTo(page, (one) => one.id === "issuer", 1);
  await tabTo(page, (one) => one.id === "note", 1);
  await page.keyboard.type("Без мыши.");
  await tabTo(page, (one) => one.id === "scan", 1);
  // The window in which a file is chosen belongs to the operating system.
  await page.getByLabel("Скан или файл").setInputFiles(scan());
  await tabTo(page, (one) => one.text === "Записать", 1);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Записано с клавиатуры" })).toBeVisible();
});
