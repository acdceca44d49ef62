// Tables of questions with the keyboard and out of Excel; long lists; two devices on one field.
import { expect, test } from "@playwright/test";
import { asked, everythingSaved, markOf, sheetOf } from "../lib/asking.js";

const MATRIX = `| survey | | | | |
| | type | name | label | appearance |
| | begin_group | m | Насколько трудно | table-list |
| | select_one level | books | Найти книги | |
| | select_one level | money | Найти деньги | |
| | select_one level | people | Найти людей | |
| | end_group | | | |
| | begin_group | n | Числа | |
| | integer | a | Первое число | |
| | integer | b | Второе число | |
| | integer | c | Третье число | |
| | end_group | | | |
| | begin_group | p | Место | |
| | select_one town | town | Где вы | |
| | end_group | | | |
| choices | | | |
| | list_name | name | label |
| | level | l1 | Легко |
| | level | l2 | Терпимо |
| | level | l3 | Ещё трудно |
${Array.from({ length: 400 }, (_, number) => `| | town | t${number} | Село № ${number} |`).join("\n")}
`;

const paste = (page, selector, text) => page.locator(selector).evaluate((target, text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  target.focus();
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}, text);
const radio = (page, path, value) => page.locator(`input[name="v:${path}"][value="${value}"]`);

test("a matrix is walked by arrows and filled by a column out of Excel", async ({ browser }) => {
  const title = "Матрица";
  await asked(browser, title, MATRIX);
  const context = await browser.newContext();
  const { page, sheet } = await sheetOf(context, title);
  await everythingSaved(page);
  await radio(page, "/data/m/books", "l2").focus();
  await page.keyboard.press("ArrowDown");
  await expect(radio(page, "/data/m/money", "l2")).toBeFocused();
  await expect(radio(page, "/data/m/books", "l2"), "walking down chooses nothing").not.toBeChecked();
  await page.keyboard.press("ArrowRight");
  await expect(radio(page, "/data/m/money", "l3")).toBeChecked();
  await page.keyboard.press("ArrowUp");
  await expect(radio(page, "/data/m/books", "l3")).toBeFocused();
  await page.keyboard.press("Space");
  await expect(radio(page, "/data/m/books", "l3")).toBeChecked();
  await everythingSaved(page);

  // By labels, whatever the case and «ё», and by codes; what is no choice leaves the row as it was.
  await paste(page, 'input[name="v:/data/m/books"][value="l1"]', "еще трудно\r\nl1\r\nневедомо\r\n");
  await expect(radio(page, "/data/m/books", "l3")).toBeChecked();
  await expect(radio(page, "/data/m/money", "l1")).toBeChecked();
  await expect(radio(page, "/data/m/people", "l1")).not.toBeChecked();
  await everythingSaved(page);

  await page.goto(`${sheet}/sections/2`);
  await everythingSaved(page);
  await paste(page, 'input[name="v:/data/n/a"]', "10\n20\n30\n");
  await expect(page.getByLabel("Третье число")).toHaveValue("30");
  await expect(markOf(page, "Третье число")).toHaveText("✓ сохранено");
  await page.reload();
  for (const [label, value] of [["Первое число", "10"], ["Второе число", "20"], ["Третье число", "30"]]) await expect(page.getByLabel(label)).toHaveValue(value);
  await page.goto(`${sheet}/sections/1`);
  await expect(radio(page, "/data/m/money", "l1")).toBeChecked();
  await context.close();
});

test("two devices: the other answer is shown by its label, and whoever saw both decides", async ({ browser }) => {
  const title = "Два устройства";
  await asked(browser, title, MATRIX);
  const [first, second] = [await browser.newContext(), await browser.newContext()];
  const { page: here, sheet } = await sheetOf(first, title);
  const { page: there } = await sheetOf(second, title);
  await everythingSaved(here);
  await everythingSaved(there);
  await radio(there, "/data/m/books", "l1").check();
  await expect(there.locator("tr[data-path='/data/m/books'] [data-mark]")).toHaveText("✓ сохранено");
  await radio(here, "/data/m/books", "l3").check();
  const row = here.locator("tr[data-path='/data/m/books']");
  await expect(row).toContainText("здесь: Ещё трудно");
  await expect(row).toContainText("там: Легко");
  await here.reload();
  await expect(here.locator("tr[data-path='/data/m/books']")).toContainText("Взять: Ещё трудно");
  await expect(here.locator("tr[data-path='/data/m/books']")).not.toContainText("l3");
  await radio(here, "/data/m/books", "l3").check();
  await expect(here.locator("tr[data-path='/data/m/books'] [data-mark]")).toHaveText("✓ сохранено");
  await here.goto(`${sheet}/check`);
  await expect(here.getByRole("main")).toContainText("Ещё трудно");
  await first.close();
  await second.close();
});

test("a list of hundreds suggests what is typed", async ({ browser }) => {
  const title = "Длинный список";
  await asked(browser, title, MATRIX);
  const context = await browser.newContext();
  const { page, sheet } = await sheetOf(context, title);
  await page.goto(`${sheet}/sections/3`);
  await everythingSaved(page);
  const field = page.getByLabel("Где вы");
  await field.pressSequentially("№ 39");
  await expect(page.locator("datalist option")).toHaveCount(11);
  await field.fill("село № 399");
  await field.blur();
  await expect(markOf(page, "Где вы")).toHaveText("✓ сохранено");
  await page.reload();
  await expect(field).toHaveValue("Село № 399");
  await context.close();
});
