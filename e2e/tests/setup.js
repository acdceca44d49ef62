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
    await context.storageState({ path: stateOf(role) });
    await context.close();
  }
});
