// pages.json names every GET route of the access matrix (crates/app/tests/e2e_pages.rs says the same without a browser).
import { expect, test } from "@playwright/test";
import { matrix } from "../lib/people.js";
import { list } from "../lib/places.js";

test("every GET route is a page of the list or said to be none", () => {
  const routes = matrix.filter((row) => row.method === "GET").map((row) => row.path).sort();
  const listed = [...list.pages.map((page) => page.route), ...Object.keys(list.not_pages)].sort();
  expect(listed).toEqual(routes);
});
