// Everybody signs in once; the institute and the ministry begin an import each, the institute and the administrator a list
// of schools with something to decide.
import { mkdirSync } from "node:fs";
import { test } from "@playwright/test";
import { PAPER, workbook } from "../lib/files.js";
import { ROLES, login, signIn, stateOf, target } from "../lib/people.js";


const SCHOOLS = [
  ["№ п/п", "Код", "ИНН", "Район", "Наименование", "Телефон", "Адрес"],
  ["1", "S1147", "", "Нанайский", "", "8 (42156) 4-11-22", "с. Троицкое, ул. Новая, 5"],
  ["2", "", "", "г. Хабаровск", "Школа № 777 (демо)", "+7 (4212) 00-00-00", "г. Хабаровск, ул. Учебная, 7"],
  ["3", "", "123", "Неведомый", "Школа № 778 (демо)", "нет", ""],
];

test("everybody signs in", async ({ browser }) => {
  mkdirSync(target("state"), { recursive: true });
  for (const role of ROLES.filter(login)) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await signIn(page, login(role));
    if (["institute", "ministry"].includes(role)) {
      await page.goto("/roadmap/import");
      await page.getByLabel("Файл с планом").setInputFiles(PAPER);
      await page.getByRole("button", { name: "Прочитать файл" }).click();
      await page.waitForURL("**/roadmap/imports/*");
    }
    if (role === "school") {
      // So that an administrator has a request to decide on.
      await page.goto("/me/data");
      await page.getByLabel("Почему (можно не писать)").fill("Перехожу на другую работу.");
      await page.getByRole("button", { name: "Попросить удалить" }).click();
      await page.getByText("Обращение получено").waitFor();
    }
    if (["institute", "administrator"].includes(role)) {
      await page.goto("/network/import");
      await page.getByLabel("Книга Excel").setInputFiles(workbook(SCHOOLS));
      await page.getByRole("button", { name: "Прочитать файл" }).click();
      await page.waitForURL("**/network/imports/*");
    }
    await context.storageState({ path: stateOf(role) });
    await context.close();
  }
});
