// Everybody signs in once; the institute and the ministry begin an import each.
import { mkdirSync } from "node:fs";
import { test } from "@playwright/test";
import { PAPER } from "../lib/files.js";
import { ROLES, login, signIn, stateOf, target } from "../lib/people.js";



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
    await context.storageState({ path: stateOf(role) });
    await context.close();
  }
});
