// Hostile words in every field that people write into, sent by the real forms; then every page is looked at again. Nothing
// of them may become a part of the page: no handler, no script, no frame, and nothing for the security policy to refuse.
import { expect, test } from "@playwright/test";
import { admitted, cookiesOf } from "../lib/people.js";
import { addressOf, list } from "../lib/places.js";

// Ways out of text, of an attribute in either kind of quotes, of a comment, of a title, of JSON, of an address, of a template.
const CORPUS = [
  `"><img src=x onerror=pwned()>`,
  `'><svg onload=pwned()>`,
  `<script>pwned()</script>`,
  `</textarea><script>pwned()</script>`,
  `</title><script>pwned()</script>`,
  `--><script>pwned()</script><!--`,
  `" autofocus onfocus="pwned()" x="`,
  `' onmouseover='pwned()' x='`,
  `javascript:pwned()`,
  `<a href="javascript:pwned()">x</a>`,
  `<iframe srcdoc="<script>parent.pwned()</script>"></iframe>`,
  `{{constructor.constructor('pwned()')()}}\${pwned()}{% raw %}`,
  `<math><mtext><table><mglyph><style><img src=x onerror=pwned()>`,
  `&lt;script&gt;pwned()&lt;/script&gt;`,
  `<meta http-equiv=refresh content="0;url=javascript:pwned()">`,
  `<base href="https://evil.example/">`,
  `\u202e<img src=x onerror=pwned()>\u0000`.replace("\u0000", ""),
];

// What would end the session of whoever asks, or shut others out, is not sent: its fields are no stored text.
const NOT_SENT = /\/(logout|membership|display|login)$|\/me\/(password|second-factor|sessions|confirm|email)|\/(end|suspend|transfer|password-link|approve|erasure|reform|boundaries)$|\/admin\/security/;

async function guard(page) {
  await page.addInitScript(() => {
    window.stepped = [];
    window.pwned = () => window.stepped.push("a script ran");
    document.addEventListener("securitypolicyviolation", (event) => window.stepped.push(`refused: ${event.violatedDirective} ${event.sample}`));
  });
  page.on("dialog", (dialog) => dialog.dismiss());
}

/** What of the corpus has become a part of the page. */
function alive(page) {
  return page.evaluate(() => {
    const active = "[onerror],[onload],[onclick],[onfocus],[onmouseover],iframe,object,embed,base,meta[http-equiv=refresh i],script:not([src]):not([type='application/json']),[href^='javascript:' i],[src^='javascript:' i],[action^='javascript:' i]";
    return [...window.stepped, ...[...document.querySelectorAll(active)].map((one) => one.outerHTML.slice(0, 120))];
  });
}

/** Fills a form's every field and sends it past the browser's own checks; false when there is nothing to write into. */
function send(page, at, from) {
  return page.evaluate(({ at, from, corpus }) => {
    const form = document.querySelectorAll("main form")[at];
    let next = from;
    let isWritten = false;
    for (const field of form.elements) {
      if (field.type === "hidden" || !field.name || field.disabled || field.readOnly) continue;
      const isText = field.tagName === "TEXTAREA" || ["text", "search", "tel", "url", "email"].includes(field.type);
      if (isText) {
        field.value = corpus[next++ % corpus.length];
        isWritten = true;
      } else if (field.type === "date" && !field.value) field.value = "2024-10-01";
      else if (field.type === "number" && !field.value) field.value = field.min || "1";
      else if (field.type === "checkbox") field.checked = true;
      else if (field.type === "radio" && ![...form.querySelectorAll(`[name="${CSS.escape(field.name)}"]`)].some((one) => one.checked)) field.checked = true;
      else if (field.tagName === "SELECT" && !field.value) field.selectedIndex = field.options.length - 1;
      else if (field.type === "file") {
        const files = new DataTransfer();
        files.items.add(new File(["%PDF-1.4\n%%EOF\n"], `${corpus[next++ % corpus.length].replaceAll("/", "")}.pdf`, { type: "application/pdf" }));
        field.files = files.files;
        isWritten = true;
      }
    }
    if (isWritten) HTMLFormElement.prototype.submit.call(form);
    return isWritten;
  }, { at, from, corpus: CORPUS });
}

const formsOf = (page) => page.evaluate(() => [...document.querySelectorAll("main form")].map((form) => ({ action: form.getAttribute("action") ?? location.pathname, method: form.method })));

for (const role of ["institute", "ministry", "administrator", "municipality", "school"]) {
  test(`hostile words sent by ${role}`, async ({ page, context }) => {
    test.setTimeout(900_000);
    await guard(page);
    await context.addCookies(cookiesOf(role));
    let sent = 0;
    for (const entry of list.pages.filter((one) => admitted(one).includes(role))) {
      const address = await addressOf(entry, context.request).catch(() => null);
      if (!address || !(await context.request.get(address)).ok()) continue;
      await page.goto(address);
      const forms = await formsOf(page);
      for (const [at, { action, method }] of forms.entries()) {
        if (NOT_SENT.test(action.split("?")[0])) continue;
        await page.goto(address);
        const arrived = page.waitForEvent("domcontentloaded", { timeout: 20_000 }).catch(() => null);
        if (!(await send(page, at, sent))) continue;
        await arrived;
        expect.soft(await alive(page), `${method} ${action} of ${address} as ${role}`).toEqual([]);
        sent += 1;
      }
    }
    expect(sent, "forms that were written into").toBeGreaterThan(role === "school" ? 3 : 8);
  });
}

test("no page carries a word of it out", async ({ page, context }) => {
  test.setTimeout(900_000);
  await guard(page);
  for (const role of ["institute", "administrator", "school", "anonymous"]) {
    await context.clearCookies();
    await context.addCookies(cookiesOf(role));
    for (const entry of list.pages.filter((one) => admitted(one).includes(role))) {
      const address = await addressOf(entry, context.request).catch(() => null);
      if (!address || !(await context.request.get(address)).ok()) continue;
      await page.goto(address);
      expect.soft(await alive(page), `${address} as ${role}`).toEqual([]);
    }
  }
});
