import { mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keepSecrets, makeSecrets } from "./secrets.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("makes others each time", () => {
  const [one, two] = [makeSecrets(), makeSecrets()];
  for (const name of Object.keys(one) as (keyof typeof one)[]) {
    expect(one[name]).not.toBe(two[name]);
  }
});

it("have the shapes of the real ones", () => {
  const secrets = makeSecrets();
  expect(secrets.FACEBOOK_APP_ID).toMatch(/^\d{15}$/);
  expect(secrets.FACEBOOK_APP_SECRET).toMatch(/^[0-9a-f]{32}$/);
  expect(secrets.FB_WEBHOOK_VERIFY_TOKEN.length).toBeGreaterThanOrEqual(20);
  expect(Buffer.from(secrets.TOKEN_ENCRYPTION_KEYS.split(":")[1] ?? "", "base64")).toHaveLength(32);
});

it("stay the same from run to run in a file for its owner's eyes alone", async () => {
  const file = path.join(folder, "deep/secrets.json");
  const [first, second] = await Promise.all([keepSecrets(file), keepSecrets(file)]);
  expect(second).toEqual(first);
  expect(await keepSecrets(file)).toEqual(first);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
