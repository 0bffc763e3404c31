import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { servingOf } from "./serving.ts";

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const text = (words: string) => new TextEncoder().encode(words);

const PNG = bytes("89504e470d0a1a0a 0000000d49484452");
const JPEG = bytes("ffd8ffe000104a464946000101000001");
const GIF = text("GIF89a\u0001\0\u0001\0");
const WEBP = text("RIFF\u0010\0\0\0WEBPVP8 ");
const MP4 = bytes("00000018667479706d703432 00000000");
const PDF = text("%PDF-1.7\n");

describe("shown", () => {
  test.each([
    ["image/png", PNG, "image/png"],
    ["image/jpeg", JPEG, "image/jpeg"],
    ["image/gif", GIF, "image/gif"],
    ["image/webp", WEBP, "image/webp"],
    ["IMAGE/PNG; charset=binary", PNG, "image/png"],
    ["image/jpeg", PNG, "image/png"],
    ["video/mp4", MP4, "video/mp4"],
    ["audio/mp4", MP4, "audio/mp4"],
    ["video/quicktime", MP4, "video/quicktime"],
    ["audio/mpeg", text("ID3\u0003\0"), "audio/mpeg"],
    ["audio/mpeg", bytes("fffb9064"), "audio/mpeg"],
    ["audio/aac", bytes("fff15080"), "audio/aac"],
    ["audio/ogg", text("OggS\0\u0002"), "audio/ogg"],
    ["audio/wav", text("RIFF\u0010\0\0\0WAVEfmt "), "audio/wav"],
    ["audio/amr", text("#!AMR\n"), "audio/amr"],
    ["video/webm", bytes("1a45dfa3"), "video/webm"],
  ])("%s that is one", (claimed, head, type) => {
    expect(servingOf(claimed, head)).toEqual({ type, isShown: true });
  });

  test("a later part of a sound or a film, which has no beginning to look at", () => {
    expect(servingOf("video/mp4", null)).toEqual({ type: "video/mp4", isShown: true });
    expect(servingOf("image/png", null)).toBeNull();
    expect(servingOf("application/pdf", null)).toBeNull();
  });
});

describe("saved", () => {
  test("a PDF as one", () => {
    expect(servingOf("application/pdf", PDF)).toEqual({ type: "application/pdf", isShown: false });
  });

  test.each([
    "image/svg+xml",
    "IMAGE/SVG+XML",
    "image/svg+xml; charset=utf-8",
    "text/html",
    "text/html,image/png",
    "image/png, text/html",
    "image/x-icon",
    "image/avif",
    "image/svg",
    "audio/evil+xml",
    "video/svg+xml",
    "application/xhtml+xml",
    "application/javascript",
    "multipart/x-mixed-replace",
    "application/zip",
    "nonsense",
    "",
  ])("%j as bytes without a type", (claimed) => {
    const serving = { type: "application/octet-stream", isShown: false };
    expect(servingOf(claimed, PNG)).toEqual(serving);
    expect(servingOf(claimed, text("<svg onload=alert(1)>"))).toEqual(serving);
  });
});

describe("refused", () => {
  const SHOWN = ["image/png", "image/gif", "audio/mpeg", "video/mp4", "application/pdf"];

  test.each([
    ["HTML", text("<!DOCTYPE html><script>")],
    ["HTML after blanks", text("\n\n  <html>")],
    ["HTML after a byte order mark", text("\uFEFF<html>")],
    ["HTML in UTF-16", bytes("fffe3c0068007400")],
    ["SVG", text('<svg xmlns="http://www.w3.org/2000/svg">')],
    ["XML", text("<?xml version='1.0'?><svg>")],
    ["a script", text("alert(1)//")],
    ["a program", text("MZ\u0090\0")],
    ["an archive", text("PK\u0003\u0004")],
    ["half a signature", PNG.subarray(0, 7)],
    ["nothing", new Uint8Array()],
  ])("%s that claims to be shown", (_what, head) => {
    expect(SHOWN.map((claimed) => servingOf(claimed, head))).toEqual(SHOWN.map(() => null));
  });

  test("a film that claims to be a picture, and the other way round", () => {
    expect(servingOf("image/png", MP4)).toBeNull();
    expect(servingOf("video/mp4", PNG)).toBeNull();
    expect(servingOf("image/png", PDF)).toBeNull();
  });
});

test("whatever comes, what is shown is a picture, a sound or a film", () => {
  const claimed = fc.oneof(
    fc.constantFrom("image/png", "image/svg+xml", "text/html", "video/mp4", "application/pdf"),
    fc.string(),
    fc.tuple(fc.constantFrom("image/", "audio/", "video/"), fc.string()).map((it) => it.join("")),
  );
  const head = fc.oneof(
    fc.constantFrom(PNG, JPEG, GIF, WEBP, MP4, PDF, null),
    fc.uint8Array({ maxLength: 24 }),
  );
  fc.assert(
    fc.property(claimed, head, (type, start) => {
      const serving = servingOf(type, start);
      if (serving?.isShown) {
        expect(serving.type).toMatch(/^(image\/(png|jpeg|gif|webp)|(audio|video)\/[\w.-]+)$/);
      } else if (serving !== null) {
        expect(["application/octet-stream", "application/pdf"]).toContain(serving.type);
      }
    }),
  );
});
