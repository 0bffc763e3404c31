import { expect, test } from "vitest";
import { lengthOf } from "./length-of.ts";

test("a text that fits says how much is left", () => {
  expect(lengthOf("x".repeat(1_990), "facebook")).toEqual({ left: 10, parts: 1, isTooLong: false });
  expect(lengthOf("х".repeat(400), "instagram")).toEqual({ left: 200, parts: 1, isTooLong: false });
});

test("a longer one goes out in several messages", () => {
  expect(lengthOf("x".repeat(4_001), "facebook")).toMatchObject({ parts: 3, isTooLong: false });
  expect(lengthOf("х".repeat(501), "instagram")).toMatchObject({ parts: 2, isTooLong: false });
});

test("more than a customer would read is too long, and costs no time", () => {
  expect(lengthOf("x".repeat(40_001), "facebook").isTooLong).toBe(true);
  expect(lengthOf("x".repeat(10_000_000), "facebook").isTooLong).toBe(true);
});
