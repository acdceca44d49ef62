// A photograph: made smaller in the browser, its place left behind, sent over a line that breaks.
import { expect, test } from "@playwright/test";
import { asked, everythingSaved, markOf, sheetOf } from "../lib/asking.js";

const FORM = `| survey | | | |
| | type | name | label |
| | image | photo | Снимок зала |
| | text | words | Слова |
`;
const SECRET = "GPS 48.4802 N 135.0719 E";

/** A photograph as phones make it: lying on its side, with a heading that says so and tells of the place. */
async function photograph(page, width, height, quality) {
  const base64 = await page.evaluate(async ([width, height, quality]) => {
    const canvas = new OffscreenCanvas(width, height);
    const brush = canvas.getContext("2d");
    const noise = brush.createImageData(width, height);
    let dice = 7;
    for (let place = 0; place < noise.data.length; place += 1) { dice = (dice * 1103515245 + 12345) & 0x7fffffff; noise.data[place] = place % 4 === 3 ? 255 : (dice >> 16) & 255; }
    brush.putImageData(noise, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality })).arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  }, [width, height, quality]);
  const plain = Buffer.from(base64, "base64");
  // One entry, the orientation: turned a quarter; and a comment of the camera behind it.
  const tiff = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
  const body = Buffer.concat([Buffer.from("Exif\0\0"), tiff, Buffer.from(SECRET)]);
  const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]);
  return Buffer.concat([plain.subarray(0, 2), head, body, plain.subarray(2)]);
}

/** Width and height that a JPEG says of itself. */
function sidesOf(bytes) {
  for (let at = 2; at < bytes.length;) {
    const marker = bytes[at + 1];
    if (marker >= 0xc0 && marker <= 0xc2) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return [0, 0];
}
const stored = async (page, name) => Buffer.from(await (await page.request.get(await page.getByRole("link", { name }).getAttribute("href"))).body());
const file = (buffer, name) => ({ name, mimeType: "image/jpeg", buffer });

test("a photograph is made smaller, upright, without its place, and survives a broken line and a closed page", async ({ browser }) => {
  const title = "Снимок";
  await asked(browser, title, FORM);
  const context = await browser.newContext();
  let { page, sheet } = await sheetOf(context, title);
  await everythingSaved(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await everythingSaved(page);
  const taken = await photograph(page, 2600, 1600, 0.9);
  const offsets = [];
  const listen = () => page.route("**/uploads/*", async (route) => {
    const offset = Number(/name="offset"\r\n\r\n(\d+)/.exec(route.request().postDataBuffer().toString("latin1"))[1]);
    offsets.push(offset);
    // The line breaks in the third part, and stays broken.
    if (offset >= 512 * 1024 && offsets.length < 4) { await route.abort("connectionreset"); await context.setOffline(true); } else await route.continue();
  });
  await listen();
  await page.getByLabel("Снимок зала").setInputFiles(file(taken, "IMG_0001.jpg"));
  await expect(page.locator("#queue")).toContainText("из них файлов: 1");
  await expect(markOf(page, "Снимок зала")).toContainText("ждёт связи");
  await expect.poll(() => offsets.length).toBeGreaterThanOrEqual(3);
  await page.close();

  page = await context.newPage();
  await listen();
  await page.goto(`${sheet}/sections/1`);
  await expect(markOf(page, "Снимок зала")).toContainText("IMG_0001.jpg");
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await everythingSaved(page);
  await expect(markOf(page, "Снимок зала")).toContainText("Снимок уменьшен: было");
  expect(offsets.filter((offset) => offset === 0), "it went on where it had stopped").toHaveLength(1);
  const kept = await stored(page, "IMG_0001.jpg");
  expect(kept.length).toBeLessThan(taken.length);
  expect(kept.length, "several parts").toBeGreaterThan(512 * 1024);
  expect(sidesOf(kept), "upright, the longest side 2000").toEqual([1231, 2000]);
  expect(kept.includes("GPS"), "the place stays with its owner").toBe(false);
  await page.reload();
  await expect(page.getByRole("link", { name: "IMG_0001.jpg" })).toHaveCount(1);
  await context.close();
});

test("a photograph that is small already goes as it is, turned as before, without its place", async ({ browser }) => {
  const title = "Малый снимок";
  await asked(browser, title, FORM);
  const context = await browser.newContext();
  const { page } = await sheetOf(context, title);
  await everythingSaved(page);
  const taken = await photograph(page, 300, 200, 0.3);
  await page.getByLabel("Снимок зала").setInputFiles(file(taken, "малый.jpg"));
  await expect(markOf(page, "Снимок зала")).toContainText("без места съёмки");
  await everythingSaved(page);
  const kept = await stored(page, "малый.jpg");
  expect(sidesOf(kept)).toEqual([300, 200]);
  expect(kept.includes("GPS")).toBe(false);
  const turned = await page.evaluate(async (bytes) => {
    const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/jpeg" }), { imageOrientation: "from-image" });
    return [picture.width, picture.height];
  }, [...kept]);
  expect(turned, "its heading still says how it lies").toEqual([200, 300]);
  await context.close();
});

test("without scripts the file goes with the form", async ({ browser }) => {
  const title = "Снимок без сценариев";
  await asked(browser, title, FORM);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page } = await sheetOf(context, title);
  await page.getByLabel("Снимок зала").setInputFiles(file(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xd9]), "простой.jpg"));
  await page.getByRole("button", { name: "Сохранить", exact: true }).last().click();
  await expect(page.getByRole("link", { name: "простой.jpg" })).toBeVisible();
  await context.close();
});
