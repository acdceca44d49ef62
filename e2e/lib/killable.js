// A browser that can be killed as a machine without current kills it: a process of its own, with a profile on disk.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";

const ARGUMENTS = [
  "--headless=new", "--lang=ru", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0", "--window-size=360,740",
];
const pause = (time) => new Promise((resolve) => { setTimeout(resolve, time); });

/** A profile that outlives its browsers. */
export function profile() {
  const folder = mkdtempSync(join(tmpdir(), "biblioset-browser-"));
  return { folder, forget: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Starts a browser on a profile; answers its context and how to kill it. */
export async function started(folder, baseURL) {
  const port = join(folder, "DevToolsActivePort");
  rmSync(port, { force: true });
  rmSync(join(folder, "SingletonLock"), { force: true });
  // A group of its own: its renderers die with it.
  const process_ = spawn(process.env.BIBLIOSET_CHROMIUM, [...ARGUMENTS, `--user-data-dir=${folder}`, "about:blank"], { detached: true, stdio: "ignore", env: { ...process.env, LANGUAGE: "ru" } });
  let address = "";
  for (let tries = 0; !address && tries < 300; tries += 1) {
    await pause(100);
    try { [address] = readFileSync(port, "utf8").trim().split("\n"); } catch { /* not yet */ }
  }
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${address}`);
  const [context] = browser.contexts();
  const open = async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 360, height: 740 });
    return page;
  };
  const kill = async () => {
    if (process_.signalCode !== null || process_.exitCode !== null) return process_.signalCode;
    const ended = new Promise((resolve) => { process_.once("exit", (code, signal) => resolve(signal)); });
    process.kill(-process_.pid, "SIGKILL");
    const signal = await ended;
    await pause(500);
    return signal;
  };
  return { browser, context, open, kill, baseURL };
}
