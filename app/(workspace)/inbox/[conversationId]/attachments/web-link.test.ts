import { expect, test } from "vitest";
import { fileNameOf, mapLinkOf, pointWords, webLinkOf } from "./web-link.ts";

test.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "ftp://example.test/",
  "//nowhere",
  "",
  null,
])("%s is no link", (link) => {
  expect(webLinkOf(link)).toBeNull();
});

test("a link shows its host, as it is read by the browser", () => {
  expect(webLinkOf("https://www.Shop.example/boots")).toEqual({
    href: "https://www.shop.example/boots",
    host: "shop.example",
  });
  expect(webLinkOf("https://good.example@evil.example/")?.host).toBe("evil.example");
});

test("a place keeps its sign and is marked on the map", () => {
  const place = { latitude: -33.8567844, longitude: 151.2152967 };
  expect(pointWords(place)).toBe("-33.85678, 151.21530");
  expect(mapLinkOf(place)).toBe(
    "https://www.openstreetmap.org/?mlat=-33.8567844&mlon=151.2152967#map=16/-33.8567844/151.2152967",
  );
});

test("a file is called as its address ends", () => {
  expect(fileNameOf("https://cdn.example/v/price%20list.pdf?oe=1")).toBe("price list.pdf");
  expect(fileNameOf("https://cdn.example/%E0%A4%A")).toBe("%E0%A4%A");
  expect(fileNameOf("https://cdn.example/")).toBeNull();
  expect(fileNameOf(null)).toBeNull();
});
