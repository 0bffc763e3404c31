import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** Routes that answer people who are not signed in, each with its own lock or nothing to guard. */
const OPEN_ROUTES = [
  "app/api/auth/[...nextauth]/route.ts",
  "app/api/cron/[task]/route.ts",
  "app/api/facebook/data-deletion/route.ts",
  "app/api/facebook/deauthorize/route.ts",
  "app/api/health/route.ts",
  "app/api/ready/route.ts",
  "app/api/webhooks/facebook/route.ts",
];

const apiRoutes = globSync("app/api/**/route.ts").filter((file) => !OPEN_ROUTES.includes(file));
const actions = globSync("app/(workspace)/**/actions.ts");
const screens = globSync("app/(workspace)/**/{page,layout}.tsx");
const connectRoutes = globSync("app/auth/**/route.ts");

test("the lists are not empty, and every open route exists", () => {
  expect(apiRoutes.length).toBeGreaterThan(7);
  expect(screens.length).toBeGreaterThan(4);
  expect([actions.length, connectRoutes.length]).not.toContain(0);
  expect(globSync("app/api/**/route.ts")).toEqual(expect.arrayContaining(OPEN_ROUTES));
});

test.each(apiRoutes)("%s goes through route()", (file) => {
  expect(unguarded(read(file), "route")).toEqual([]);
});

test.each(actions)("%s goes through action()", (file) => {
  expect(unguarded(read(file), "action")).toEqual([]);
});

test.each([...screens, ...connectRoutes])("%s asks who is signed in", (file) => {
  expect(asksForViewer(read(file))).toBe(true);
});

describe("the check itself", () => {
  test.each([
    ["export async function POST() {}", ["export async function POST() {}"]],
    ["export const GET = handle;", ["export const GET = handle;"]],
    ["export { handle as GET };", ["export { handle as GET };"]],
    ["export const GET = route({\nexport const POST = route({", []],
    ["export const runtime = 'nodejs';", []],
    ["export type Answer = string;", []],
  ])("%j", (text, expected) => {
    expect(unguarded(text, "route")).toEqual(expected);
  });

  test("does not take an import for a call", () => {
    expect(asksForViewer('import { viewer } from "#app/_server.ts";')).toBe(false);
    expect(asksForViewer('const { tenantId } = await viewer("/inbox");')).toBe(true);
  });
});

const SETTINGS = "runtime|dynamic|dynamicParams|revalidate|maxDuration|fetchCache|preferredRegion";

/** Exports that are neither a guarded handler nor a setting of Next. */
function unguarded(text: string, guard: string): string[] {
  const harmless = new RegExp(`^export (type |const (${SETTINGS})\\b|const \\w+ = ${guard}\\()`);
  return text.split("\n").filter((line) => line.startsWith("export ") && !harmless.test(line));
}

function asksForViewer(text: string): boolean {
  return /\bawait viewer(OrNull)?\(/.test(text);
}

function read(file: string): string {
  return readFileSync(file, "utf8");
}
