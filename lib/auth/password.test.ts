import { beforeAll, expect, test } from "vitest";
import { hashPassword, isPassword } from "./password.ts";

const PASSWORD = "correct horse battery Ä";

let stored: string;

beforeAll(async () => {
  stored = await hashPassword(PASSWORD);
});

test("the hash is argon2id with its parameters, salted anew each time", async () => {
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
  expect(await hashPassword(PASSWORD)).not.toBe(stored);
});

test("the right password fits, also as a keyboard that decomposes letters sends it", async () => {
  expect(await isPassword(PASSWORD, stored)).toBe(true);
  expect(await isPassword(PASSWORD.normalize("NFD"), stored)).toBe(true);
});

test.each(["", "correct horse battery", `${PASSWORD} `, PASSWORD.toLowerCase()])(
  "%j does not fit",
  async (password) => {
    expect(await isPassword(password, stored)).toBe(false);
  },
);

test("an unknown user has no password, not even the one that stands in for theirs", async () => {
  expect(await isPassword(PASSWORD, null)).toBe(false);
  expect(await isPassword("nobody has this password", null)).toBe(false);
});

test("a password of more than a kilobyte is refused without being hashed", async () => {
  const endless = "x".repeat(1_025);
  expect(await isPassword(endless, await hashPassword(endless))).toBe(false);
});
