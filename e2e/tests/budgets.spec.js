// Bytes over the wire: a first visit with an empty cache, and the same page again with the assets at hand.
import { writeFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { admitted, stateOf, target } from "../lib/people.js";
import { addressOf, list } from "../lib/places.js";

const FIRST = 100 * 1024;
const LATER = 25 * 1024;

async function bytesOf(page, address) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  let bytes = 0;
  let requests = 0;
  cdp.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; if (event.encodedDataLength > 0) requests += 1; });
  await page.goto(address, { waitUntil: "load" });
  await cdp.detach();
  return { bytes, requests };
}

test("first load ≤ 100 KB, later pages ≤ 25 KB", async ({ browser }) => {
  test.setTimeout(600_000);
  const rows = [];
  for (const entry of list.pages) {
    const role = admitted(entry)[0];
    const context = await browser.newContext({ storageState: stateOf(role), serviceWorkers: "block" }); // what a worker keeps is not on the wire
    const address = await addressOf(entry, context.request);
    const page = await context.newPage();
    const first = await bytesOf(page, address);
    const later = await bytesOf(page, address);
    rows.push({ route: entry.route, role, first, later });
    expect.soft(first.bytes, `first load of ${address}`).toBeLessThanOrEqual(FIRST);
    expect.soft(later.bytes, `later load of ${address}`).toBeLessThanOrEqual(LATER);
    expect.soft(later.bytes, `${address} was measured`).toBeGreaterThan(500);
    await context.close();
  }
  const line = ({ route, role, first, later }) => `| \`${route}\` | ${role} | ${first.bytes} (${first.requests}) | ${later.bytes} |`;
  const table = ["| page | as | first load, bytes (requests) | later, bytes |", "|---|---|---|---|", ...rows.map(line)].join("\n");
  writeFileSync(target("bytes.md"), `${table}\n`);
  console.log(table);
});
