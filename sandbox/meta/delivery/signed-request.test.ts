import { expect, it } from "vitest";
import { signedRequest } from "./signed-request.ts";

const given = { userId: "218471", issuedAt: 1_291_836_800_000, appSecret: "app-secret-example" };

it("is signed over the encoded payload", () => {
  expect(signedRequest(given, null)).toBe(
    "RRh9mmVjWXSHnxuIfAXTD6B71NQM2f4pZ1bsRm6LCCM.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTI5MTgzNjgwMCwidXNlcl9pZCI6IjIxODQ3MSJ9",
  );
});

it("may be padded", () => {
  const [signature = "", payload = ""] = (
    signedRequest({ ...given, padded: true }, null) ?? ""
  ).split(".");
  expect(signature).toMatch(/[^=]=$/);
  expect(payload.length % 4).toBe(0);
});
