import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { withProgress } from "./progress.ts";

const run = promisify(execFile);
const NAMES = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"];
const MAC_PROGRAMS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const INSTALL_TIMEOUT_MS = 600_000;

export const NO_CHROMIUM =
  "No Chromium or Chrome was found. Install one, or set CHROMIUM_PATH, or run `npx playwright install chromium`.";

/** A Chromium that starts: the one of CHROMIUM_PATH, an installed one, Playwright's, or Debian's; null when there is none to be had. */
export async function findChromium(): Promise<string | null> {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (await starts(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${given}, which does not start.`);
  }
  return (await findInstalled()) ?? (await findPlaywrights()) ?? (await installFromDebian());
}

async function findInstalled(): Promise<string | null> {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const inPath = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  for (const program of [...inPath, ...MAC_PROGRAMS]) {
    if (existsSync(program) && (await starts(program))) return program;
  }
  return null;
}

async function findPlaywrights(): Promise<string | null> {
  const { chromium } = await import("@playwright/test");
  const program = chromium.executablePath();
  return existsSync(program) && (await starts(program)) ? program : null;
}

async function installFromDebian(): Promise<string | null> {
  if (process.getuid?.() !== 0 || !(await starts("apt-get"))) return null;
  const aptGet = (...args: string[]) =>
    run("apt-get", args, {
      timeout: INSTALL_TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  const install = () => aptGet("install", "--yes", "--no-install-recommends", "chromium");
  try {
    await withProgress("Installing Debian's chromium", () =>
      // The package lists may be old or absent.
      install().catch(() => aptGet("update").then(install)),
    );
  } catch (error) {
    console.log(error instanceof Error ? error.message.split("\n")[0] : error);
    return null;
  }
  return await findInstalled();
}

async function starts(program: string): Promise<boolean> {
  try {
    await run(program, ["--version"], { timeout: 20_000 });
    return true;
  } catch {
    // Absent, or a stub that only tells where to get the real one.
    return false;
  }
}
