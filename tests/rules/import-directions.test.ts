import { globSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cruise } from "./cruise.ts";
import { plantImports } from "./plant-imports.ts";
import { LAWFUL, MISTAKES, WAY_BACK } from "./planted-imports.ts";

const climbs = (imports: string[]) => imports.some((written) => written.startsWith("../"));
const require = createRequire(import.meta.url);
const { forbidden } = require(join(process.cwd(), ".dependency-cruiser.cjs"));
const ruleNames = new Set<string>(forbidden.map(({ name }: { name: string }) => name));

let scratch: string;
let planted: Awaited<ReturnType<typeof cruise>>;

beforeAll(async () => {
  const climb = { from: "lib/meta/deep/climb.ts", to: "../errors.ts" };
  scratch = await plantImports([...Object.values(MISTAKES).flat(), ...LAWFUL, WAY_BACK, climb]);
  planted = await cruise(scratch);
}, 30_000);

afterAll(() => rm(scratch, { recursive: true, force: true }));

test("every rule has a planted mistake", () => {
  expect(new Set(Object.keys(MISTAKES))).toEqual(ruleNames);
});

test.each(
  Object.entries(MISTAKES).flatMap(([rule, mistakes]) =>
    mistakes.map(({ from, to }) => ({ rule, from, to })),
  ),
)("$rule stops $from from importing $to", ({ rule, from }) => {
  expect(planted.violations).toContainEqual({ rule, from });
});

test.each(LAWFUL)("$from may import $to", ({ from }) => {
  expect(planted.violations.filter((violation) => violation.from === from)).toEqual([]);
});

test("an import that climbs is seen as it is written", () => {
  const climbers = planted.modules.filter(({ imports }) => climbs(imports));
  expect(climbers.map(({ source }) => source)).toEqual(["lib/meta/deep/climb.ts"]);
});

test("the house keeps every rule, and every source file was looked at", async () => {
  const house = await cruise(process.cwd());
  const cruised = new Set(house.modules.map(({ source }) => source));
  const sources = globSync("{*,*/**/*}.{ts,tsx}", {
    exclude: (path) => /^(node_modules|\.next|\.data)$/.test(path),
  }).filter((source) => source !== "next-env.d.ts");

  expect(house.violations).toEqual([]);
  expect(house.modules.filter(({ imports }) => climbs(imports))).toEqual([]);
  expect(sources.length).toBeGreaterThan(300);
  expect(sources.filter((source) => !cruised.has(source))).toEqual([]);
}, 30_000);
