// Who looks: one account of the demonstration for every column of the access matrix.
import { readFileSync } from "node:fs";

const accounts = {
  anonymous: null, inactive: "school-6", administrator: "admin", ministry: "ministry", institute: "institute",
  regional_centre: "rribc", municipality: "omsu-nanai", municipal_centre: "mibc-nanai", school: "school-1",
  expert: "expert", partner: "partner",
};
export const PASSWORD = "amur-chitaet-knigi";
export const login = (role) => accounts[role];

const root = new URL("../../", import.meta.url);
export const target = (path) => new URL(`target/e2e/${path}`, root).pathname;
export const stateOf = (role) => (login(role) ? target(`state/${role}.json`) : undefined);
export const cookiesOf = (role) => (login(role) ? JSON.parse(readFileSync(stateOf(role), "utf8")).cookies : []);

const [head, ...lines] = readFileSync(new URL("crates/app/tests/access-matrix.csv", root), "utf8").trim().split("\n")
  .map((line) => line.split(","));
export const ROLES = head.slice(2);
export const matrix = lines.map(([method, path, ...cells]) => ({
  method, path, cells: Object.fromEntries(ROLES.map((role, at) => [role, cells[at]])),
}));

/** Who is admitted to a page of the list; first whoever sees most of it, or whom the list names («first»). */
export function admitted({ route, first, only }) {
  const row = matrix.find((one) => one.method === "GET" && one.path === route);
  const richest = [first, "institute", "ministry", "administrator"].filter(Boolean);
  const order = [...richest, ...ROLES.filter((role) => !richest.includes(role))];
  const sees = (role) => ["yes", "own"].includes(row.cells[role]) && (!only || only.includes(role));
  return row ? order.filter(sees) : [];
}

/** `base`: where the program is, for a browser that Playwright has not started. */
export async function signIn(page, name, base = "") {
  await page.goto(`${base}/login`);
  await page.getByLabel("Логин").fill(name);
  await page.getByLabel("Пароль").fill(PASSWORD);
  await page.locator("main").getByRole("button", { name: "Войти" }).click();
  await page.locator("details.who").waitFor();
}
