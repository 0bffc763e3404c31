import { beforeAll, expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { stubEnvironment } from "#tests/support/stub-environment.ts";
import { signIn } from "./sign-in.ts";

beforeAll(stubEnvironment);

test("an error of the database does not carry the e-mail to the browser", async () => {
  const { db, close } = openDatabase("postgres://127.0.0.1:1/none", { max: 1 });
  const signing = signIn(db, { email: "mira@example.com", password: "a long enough password" });
  await expect(signing).rejects.toMatchObject({
    code: "auth.unavailable",
    message: "Sign-in does not work now",
  });
  await close();
});
