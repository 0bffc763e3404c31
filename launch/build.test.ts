import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isBuildStale } from "./build.ts";

const BUILT_AT = 1_700_000_000;
let root = "";

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "switchboard-test-"));
  await put("app/page.tsx", BUILT_AT - 100);
  await put("lib/room/thing.ts", BUILT_AT - 100);
  await put(".next/BUILD_ID", BUILT_AT);
  for (const folder of ["app", "lib", "lib/room"]) await age(folder, BUILT_AT - 100);
});
afterEach(() => rm(root, { recursive: true }));

it("is fresh when it is newer than every source", async () => {
  expect(await isBuildStale(root)).toBe(false);
});

it("is stale without a finished build", async () => {
  await rm(path.join(root, ".next/BUILD_ID"));
  expect(await isBuildStale(root)).toBe(true);
});

it.each(["lib/room/thing.ts", "package-lock.json", "middleware.ts"])(
  "is stale when %s changed later",
  async (file) => {
    await put(file, BUILT_AT + 1);
    await age("lib/room", BUILT_AT - 100);
    expect(await isBuildStale(root)).toBe(true);
  },
);

it("is stale when a source was removed later", async () => {
  await rm(path.join(root, "lib/room/thing.ts"));
  await age("lib/room", BUILT_AT + 1);
  expect(await isBuildStale(root)).toBe(true);
});

it("does not mind what is no part of it", async () => {
  await put("launch/demo.ts", BUILT_AT + 1);
  await put("lib/room/thing.test.ts", BUILT_AT + 1);
  await age("lib/room", BUILT_AT - 100);
  expect(await isBuildStale(root)).toBe(false);
});

async function put(file: string, seconds: number): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), "");
  await age(file, seconds);
}

async function age(file: string, seconds: number): Promise<void> {
  await utimes(path.join(root, file), seconds, seconds);
}
