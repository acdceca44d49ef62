// `cargo xtask e2e` starts the demonstration and calls this with its address; see ../CONTRIBUTING.md.
import { defineConfig } from "@playwright/test";

const need = (name) => {
  if (!process.env[name]) throw new Error(`${name} is not set: run «cargo xtask e2e»`);
  return process.env[name];
};

export default defineConfig({
  testDir: "tests",
  outputDir: "../target/e2e/results",
  fullyParallel: true,
  workers: Number(process.env.BIBLIOSET_E2E_WORKERS || 2),
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 5_000 },
  reporter: [["list"], ["json", { outputFile: "../target/e2e/report.json" }]],
  use: {
    baseURL: need("BIBLIOSET_E2E_URL"),
    locale: "ru-RU",
    timezoneId: "Asia/Vladivostok",
    viewport: { width: 1280, height: 800 },
    trace: "off",
    launchOptions: {
      executablePath: need("BIBLIOSET_CHROMIUM"),
      args: [
        "--headless=new", "--lang=ru", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
      ],
      env: { ...process.env, LANGUAGE: "ru" },
    },
  },
  projects: [
    { name: "setup", testMatch: "setup.js" },
    // Looks at everything, changes nothing.
    { name: "pages", testMatch: ["pages.spec.js", "list.spec.js", "display.spec.js", "budgets.spec.js"], dependencies: ["setup"] },
    // Works like people do: the data is different afterwards.
    { name: "flows", testMatch: ["flows.spec.js", "keyboard.spec.js", "drafts.spec.js", "letters.spec.js", "access.spec.js", "editions.spec.js", "kits.spec.js", "papers.spec.js", "questionnaires.spec.js", "filling.spec.js", "tables.spec.js", "photos.spec.js", "monitoring.spec.js", "queue.spec.js", "by-link.spec.js"], dependencies: ["pages"] },
    // Spoils what everybody reads: last, one role after the other, and then a look at everything.
    { name: "hostile", testMatch: "hostile.spec.js", dependencies: ["flows"], fullyParallel: false },
  ],
});
