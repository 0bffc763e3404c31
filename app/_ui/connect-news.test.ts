import { expect, test } from "vitest";
import { readConnectNews } from "./connect-news.ts";

test("reads success and failure and drops everything that came along", () => {
  expect(
    readConnectNews({ type: "FACEBOOK_AUTH_SUCCESS", account_id: "a1", access_token: "x" }),
  ).toEqual({ type: "FACEBOOK_AUTH_SUCCESS", account_id: "a1" });
  expect(readConnectNews({ type: "FACEBOOK_AUTH_ERROR", error: "denied", sentAt: 1 })).toEqual({
    type: "FACEBOOK_AUTH_ERROR",
    error: "denied",
  });
});

test.each([
  null,
  "FACEBOOK_AUTH_SUCCESS",
  { type: "FACEBOOK_AUTH_SUCCESS" },
  { type: "webpackOk" },
  { source: "react-devtools" },
])("ignores %j", (value) => {
  expect(readConnectNews(value)).toBeNull();
});
