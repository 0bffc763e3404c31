import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";

/** Below these are published holes that reach us; see facts/reliability-security.md section 5.1. */
const FLOORS = { next: "16.4.5", "next-auth": "4.24.15" };

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  overrides: z.record(z.string(), z.string()),
});
const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional() })),
});

const { dependencies, devDependencies, overrides } = manifestSchema.parse(read("package.json"));
const { packages } = lockSchema.parse(read("package-lock.json"));

describe.each(Object.entries(FLOORS))("%s", (name, floor) => {
  test(`is locked at ${floor} or above, wherever it is installed`, () => {
    const versions = Object.entries(packages)
      .filter(([path]) => path.endsWith(`node_modules/${name}`))
      .map(([, { version = "" }]) => version);
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
  });
});

test.each([
  ["16.4.5", true],
  ["16.10.0", true],
  ["17.0.0", true],
  ["16.4.4", false],
  ["16.4.5-canary.1", false],
  ["9.9.9", false],
])("%s counts as at least 16.4.5: %s", (version, expected) => {
  expect(isAtLeast(version, "16.4.5")).toBe(expected);
});

test("package.json asks for exact versions only", () => {
  const asked = Object.entries({ ...dependencies, ...devDependencies, ...overrides });
  const loose = asked.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
  expect(asked.length).toBeGreaterThan(20);
  expect(loose).toEqual([]);
});

/** A pre-release is below the release that it leads to. */
function isAtLeast(version: string, floor: string): boolean {
  const [release = "", preRelease] = version.split("-");
  const order = release.localeCompare(floor, "en", { numeric: true });
  return order > 0 || (order === 0 && preRelease === undefined);
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
