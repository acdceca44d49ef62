// Where the pages are: the list in pages.json, with the objects that a role may open.
import { readFileSync } from "node:fs";

export const list = JSON.parse(readFileSync(new URL("../pages.json", import.meta.url), "utf8"));

/** The address of a page for whoever `request` is signed in as: fixed, or found by following links, with what a page may not link to any more. */
export async function addressOf(entry, request) {
  let address = entry.at ?? entry.route;
  for (const [from, pattern] of entry.find ?? []) {
    const start = from || address;
    const html = await (await request.get(start)).text();
    const link = html.match(new RegExp(`href="(${pattern})"`));
    if (!link) throw new Error(`${entry.name}: no link like ${pattern} on ${start}`);
    address = link[1].replaceAll("&amp;", "&").replaceAll("&#38;", "&");
  }
  return address + (entry.then ?? "");
}
