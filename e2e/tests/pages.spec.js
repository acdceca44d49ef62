// Every page × every role admitted × 1280 and 360 px × light and dark, and at 200 %.
import { createHash } from "node:crypto";
import { expect, test } from "@playwright/test";
import { SCHEMES, axe, nothing, sideways, smallTargets, watch } from "../lib/look.js";
import { admitted, cookiesOf, target } from "../lib/people.js";
import { addressOf, list } from "../lib/places.js";

const WIDTHS = [{ width: 1280, height: 800 }, { width: 360, height: 740 }];
// What the other scheme can change: colours only, the document is the same.
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** What a page shows beside its frame. The frame of every role is looked at in full on the start page. */
function fingerprint(html, isStart) {
  const shown = isStart ? html : html.match(/<main[^]*<\/main>/)[0];
  return createHash("sha256").update(shown.replace(/name="_csrf" value="[^"]*"/g, "")).digest("hex");
}

/** The same page for a browser that runs no scripts of ours. */
async function withoutScripts(page, address) {
  const scripts = /\/assets\/.*\.js$/;
  await page.route(scripts, (route) => route.abort("aborted"));
  await page.goto(address);
  nothing(await axe(page), `axe-core without scripts: ${address}`);
  await page.unroute(scripts);
}

/** The kinds of elements on the page: name, classes, attributes and those of what they stand in. Texts, values and the number of rows are no kinds. */
function kinds(page, within) {
  return page.evaluate((within) => {
    const kind = (one) => `${one.localName}.${[...one.classList].sort().join(".")}[${[...one.attributes].map(({ name }) => name).sort()}]`;
    return [...new Set([...document.querySelectorAll(`${within} *`)].map((one) => `${kind(one.parentElement)} > ${kind(one)}`))];
  }, within);
}

/**
 * `keep`: the first to see a page is shown every view, with a picture of each. Whoever sees it otherwise, each width and each
 * scheme once, if there is a kind of element that nobody before has seen on this page. Of the same kinds only the words are
 * others, and they are in the way on a narrow screen if anywhere; axe-core, which takes seconds on the long lists, would
 * learn nothing from them.
 */
async function everyView(page, name, where, keep, isNew = true) {
  for (const [at, viewport] of WIDTHS.entries()) {
    if (!isNew && viewport !== WIDTHS.at(-1)) continue;
    await page.setViewportSize(viewport);
    for (const scheme of keep ? SCHEMES : [SCHEMES[at]]) {
      await page.emulateMedia({ colorScheme: scheme });
      const view = `${where}, ${viewport.width} px, ${scheme}`;
      if (isNew) nothing(await axe(page, scheme === "light" || !keep ? undefined : COLOUR_RULES), `axe-core: ${view}`);
      if (keep) await page.screenshot({ path: target(`${name}-${viewport.width}-${scheme}.png`), fullPage: true });
    }
    nothing(await sideways(page), `sideways scroll: ${where}, ${viewport.width} px`);
    nothing(await smallTargets(page), `targets: ${where}, ${viewport.width} px`);
  }
}

/** 200 %: half the window of 1280 px, every point drawn by four. */
async function zoomed(page, where) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Emulation.setDeviceMetricsOverride", { width: 640, height: 400, deviceScaleFactor: 2, mobile: false });
  nothing(await sideways(page), `sideways scroll: ${where}, 200 %`);
  await cdp.send("Emulation.clearDeviceMetricsOverride");
  await cdp.detach();
}

async function printed(page, where) {
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const paper = await page.evaluate(() => {
    const shown = [...document.querySelectorAll("header.top, nav, form, .button, .skip")].filter((one) => one.checkVisibility() && one.getBoundingClientRect().height > 1 && !one.matches(".breadcrumbs, .pagination"));
    const light = (colour) => { const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number); return a === 0 || 0.2126 * r + 0.7152 * g + 0.0722 * b > 200; };
    const style = getComputedStyle(document.documentElement);
    return { shown: shown.map((one) => one.outerHTML.slice(0, 80)), ground: light(style.backgroundColor), ink: !light(getComputedStyle(document.querySelector("h1")).color) };
  });
  expect(paper, `print: ${where}`).toEqual({ shown: [], ground: true, ink: true });
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0, `pages of ${where} on paper`).toBeGreaterThan(0);
  await page.emulateMedia({ media: "screen" });
}

for (const entry of list.pages) {
  test(`${entry.name} (${entry.route})`, async ({ page, context, baseURL }) => {
    const complaints = watch(page, baseURL);
    const seen = new Set();
    const seenKinds = new Set();
    for (const [at, role] of admitted(entry).entries()) {
      await context.clearCookies();
      await context.addCookies(cookiesOf(role));
      const addresses = [await addressOf(entry, context.request), ...(at === 0 ? entry.also ?? [] : [])];
      for (const [n, address] of addresses.entries()) {
        const where = `${address} as ${role}`;
        const answer = await context.request.get(address);
        expect(answer.status(), where).toBe(200);
        // Led on to another page (/login for whoever has signed in): that page has a row of its own.
        if (new URL(answer.url()).pathname !== new URL(address, baseURL).pathname) continue;
        const shown = fingerprint(await answer.text(), entry.route === "/");
        if (seen.has(shown)) continue;
        seen.add(shown);
        await test.step(where, async () => {
          await page.setViewportSize(WIDTHS[0]);
          await page.emulateMedia({ media: "screen", colorScheme: "light" });
          await page.goto(address);
          const unseen = (await kinds(page, entry.route === "/" ? "body" : "main")).filter((kind) => !seenKinds.has(kind));
          unseen.forEach((kind) => seenKinds.add(kind));
          await everyView(page, n === 0 ? `${entry.name}-${role}` : `${entry.name}-${role}-${n + 1}`, where, at === 0 || entry.route === "/", unseen.length > 0);
          if (unseen.length > 0) await zoomed(page, where);
          if (at === 0) await printed(page, where);
          nothing(complaints.splice(0), `complaints: ${where}`);
          if (at === 0 && n === 0) await withoutScripts(page, address);
          complaints.length = 0;
        });
      }
    }
  });
}

for (const entry of list.others) {
  test(`${entry.name} (${entry.at})`, async ({ page, baseURL }) => {
    const complaints = watch(page, baseURL);
    expect((await page.goto(entry.at)).status()).toBe(entry.status);
    await everyView(page, entry.name, entry.at, true);
    await zoomed(page, entry.at);
    nothing(complaints, entry.at);
  });
}
