import { expect, test } from "vitest";
import { judgeFile } from "./file-to-send.ts";

const file = (type: string, mib = 1) => ({ name: "a", type, size: mib * 1024 * 1024 });

test.each([
  ["image/png", "image"],
  ["image/svg+xml", "file"],
  ["audio/mpeg", "audio"],
  ["video/mp4", "video"],
  ["application/pdf", "file"],
  ["", "file"],
] as const)("%s is sent as %s", (type, as) => {
  expect(judgeFile(file(type), "facebook")).toEqual({ type: as, problem: null });
});

test("Meta's limits are told before anything is sent", () => {
  expect(judgeFile(file("image/png", 8), "facebook").problem).toBeNull();
  expect(judgeFile(file("image/png", 8.1), "facebook").problem).toBe("too_large");
  expect(judgeFile(file("video/mp4", 25), "facebook").problem).toBeNull();
  expect(judgeFile(file("video/mp4", 25.1), "facebook").problem).toBe("too_large");
  expect(judgeFile(file("image/png", 0), "facebook").problem).toBe("empty");
});

test.each(["image/webp", "audio/mpeg", "application/zip", ""])(
  "%s is not for Instagram",
  (type) => {
    expect(judgeFile(file(type), "instagram").problem).toBe("not_on_instagram");
    expect(judgeFile(file(type), "facebook").problem).toBeNull();
  },
);

test.each(["image/png", "image/gif", "audio/mp4", "video/quicktime", "application/pdf"])(
  "%s is for Instagram",
  (type) => {
    expect(judgeFile(file(type), "instagram").problem).toBeNull();
  },
);
