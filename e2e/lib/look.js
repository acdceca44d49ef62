// What a page must never do, looked at in a real browser.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "@playwright/test";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Collects console errors, refusals by the security policy and requests to foreign hosts from now on. */
export function watch(page, baseURL) {
  const home = new URL(baseURL).host;
  const complaints = [];
  page.on("console", (message) => {
    // A page that answers 404 or 422 on purpose is reported by the browser as an error of loading.
    if (message.type() === "error" && !/status of (401|404|410|422|429)/.test(message.text())) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.host !== home) complaints.push(`foreign host: ${url.host}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    if (why !== "net::ERR_ABORTED") complaints.push(`not loaded: ${new URL(request.url()).pathname} ${why}`);
  });
  return complaints;
}

/** Serious and critical findings of axe-core (WCAG 2.2 AA and best practice), as readable lines. */
export async function axe(page, rules) {
  if (!(await page.evaluate(() => typeof window.axe === "object"))) await page.evaluate(axeSource);
  return page.evaluate(async (rules) => {
    const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
    if (rules) options.runOnly = { type: "rule", values: rules };
    const { violations } = await window.axe.run(document, options);
    return violations
      .filter((one) => ["serious", "critical"].includes(one.impact))
      .flatMap((one) => one.nodes.slice(0, 3).map((node) =>
        `${one.id}: ${node.target.join(" ")} ${node.html.slice(0, 120)} ${node.any[0]?.message ?? node.all[0]?.message ?? ""}`));
  }, rules);
}

/** What sticks out of the page sideways, or nothing. */
export function sideways(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.scrollingElement;
    if (scrollWidth <= clientWidth) return [];
    const guilty = [...document.querySelectorAll("body *")]
      .filter((one) => one.getBoundingClientRect().right > clientWidth + 1)
      .slice(-3).map((one) => one.outerHTML.slice(0, 100));
    return [`${scrollWidth} px in a window of ${clientWidth}`, ...guilty];
  });
}

/** Controls lower or narrower than 44 px. Links inside a sentence or a list of text are no controls. */
export function smallTargets(page) {
  return page.evaluate(() => {
    const controls = "button, select, summary, input:not([type=hidden]), textarea, a.button, nav a, .tabs a, .chips a, .legend a";
    return [...document.querySelectorAll(controls)].filter((one) => {
      // What Enter sends, out of sight and out of the keyboard's way, is pressed by nobody.
      if (one.matches(".visually-hidden[tabindex='-1']")) return false;
      const wide = (one.matches("[type=checkbox], [type=radio]") && one.closest("label")) || one;
      const box = wide.getBoundingClientRect();
      if (box.width === 0 || !one.checkVisibility({ visibilityProperty: true })) return false;
      return box.height < 43.5 || box.width < 24;
    }).map((one) => `${Math.round(one.getBoundingClientRect().width)}×${Math.round(one.getBoundingClientRect().height)} ${one.outerHTML.slice(0, 90)}`);
  });
}

export const nothing = (found, where) => expect.soft(found, where).toEqual([]);

export const SCHEMES = ["light", "dark"];
