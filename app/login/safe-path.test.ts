import { expect, test } from "vitest";
import { safePath } from "./safe-path.ts";

test("keeps a path of this site with its query", () => {
  expect(safePath("/settings/integrations?fb_connected=true")).toBe(
    "/settings/integrations?fb_connected=true",
  );
});

test.each([
  "https://evil.example/inbox",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "\\\\evil.example",
  "/.//evil.example",
  "javascript:alert(1)",
  "inbox",
  "/login?callbackUrl=/login",
  "/api/auth/signout",
  undefined,
  ["/inbox", "/settings"],
])("goes to the inbox instead of %j", (wished) => {
  expect(safePath(wished)).toBe("/inbox");
});
