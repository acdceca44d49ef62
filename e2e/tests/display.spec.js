// «Версия для слабовидящих»: every size × every scheme, images off, through the form itself, on the main pages.
import { expect, test } from "@playwright/test";
import { axe, nothing, sideways, watch } from "../lib/look.js";
import { stateOf, target } from "../lib/people.js";

const PAGES = ["/", "/roadmap/2024", "/roadmap/2024/measures/4", "/network", "/roadmap/2024/calendar", "/styleguide"];
const SCHEMES = { "black-on-white": "чёрным по белому", "white-on-black": "белым по чёрному", "blue-on-blue": "тёмно-синим по голубому" };
const SIZES = { a: "А — обычный", "a-plus": "А+ — крупный", "a-plus-plus": "А++ — очень крупный" };

for (const [scheme, schemeWords] of Object.entries(SCHEMES)) {
  test(`${schemeWords}: three sizes, images off`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ storageState: stateOf("institute") });
    const page = await context.newPage();
    const complaints = watch(page, baseURL);
    for (const [size, sizeWords] of Object.entries(SIZES)) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto("/styleguide");
      await page.getByText("Версия для слабовидящих").click();
      await page.getByLabel("Размер текста").selectOption(sizeWords);
      await page.getByLabel("Цвета").selectOption(schemeWords);
      await page.getByLabel("Изображения").selectOption("не показывать");
      await page.getByRole("button", { name: "Применить" }).click();
      await expect(page).toHaveURL(/\/styleguide$/);
      const html = page.locator("html");
      await expect(html).toHaveAttribute("data-scheme", scheme);
      await expect(html).toHaveAttribute("data-size", size);
      await expect(page.locator(".brand svg")).toBeHidden();
      for (const address of size === "a-plus-plus" ? PAGES : PAGES.slice(0, 3)) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.goto(address);
        const where = `${address}, ${scheme}, ${size}`;
        nothing(await axe(page), `axe-core: ${where}`);
        nothing(await sideways(page), `sideways scroll: ${where}, 1280 px`);
        if (size === "a-plus-plus") await page.screenshot({ path: target(`display-${scheme}-${address.replaceAll("/", "_")}.png`) });
        await page.setViewportSize({ width: 360, height: 740 });
        nothing(await sideways(page), `sideways scroll: ${where}, 360 px`);
      }
    }
    nothing(complaints, scheme);
    await context.close();
  });
}
