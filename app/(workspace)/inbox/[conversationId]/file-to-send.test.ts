import { expect, test } from "vitest";
import { fileProblemOf } from "./file-to-send.ts";

const file = (type: string, mib = 1) => ({ type, size: mib * 1024 * 1024 });

test("Meta's limits are told before anything is sent", () => {
  expect(fileProblemOf(file("image/png", 8), "facebook")).toBeNull();
  expect(fileProblemOf(file("image/png", 8.1), "facebook")).toBe("file_large_image");
  expect(fileProblemOf(file("video/mp4", 25), "facebook")).toBeNull();
  expect(fileProblemOf(file("video/mp4", 25.1), "facebook")).toBe("file_large");
  expect(fileProblemOf(file("image/png", 0), "facebook")).toBe("file_empty");
});

test.each(["audio/mpeg", "application/zip", ""])("%s is for Messenger only", (type) => {
  expect(fileProblemOf(file(type), "instagram")).toBe("file_type");
  expect(fileProblemOf(file(type), "facebook")).toBeNull();
});

test.each(["image/png", "image/gif", "audio/mp4", "video/quicktime", "application/pdf"])(
  "%s is for Instagram too",
  (type) => {
    expect(fileProblemOf(file(type), "instagram")).toBeNull();
  },
);
