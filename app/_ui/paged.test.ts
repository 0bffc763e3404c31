import { expect, test } from "vitest";
import { appendPage, mergeFirstPage } from "./paged.ts";

const page = (ids: string, nextCursor: string | null) => ({
  items: [...ids].map((id) => ({ id })),
  nextCursor,
});

test("a fresh first page replaces its rows and keeps the older ones with their cursor", () => {
  expect(mergeFirstPage(page("dcba", "older"), page("fed", "fresh"))).toEqual(
    page("fedcba", "older"),
  );
});

test("a conversation that moved to the top is not shown twice", () => {
  expect(mergeFirstPage(page("dcba", "older"), page("bdc", "fresh"))).toEqual(
    page("bdca", "older"),
  );
});

test("a gap between fresh and held rows is never hidden", () => {
  expect(mergeFirstPage(page("cba", null), page("zyx", "fresh"))).toEqual(page("zyx", "fresh"));
});

test("rows that are gone disappear once the fresh page is the whole list", () => {
  expect(mergeFirstPage(page("cba", null), page("ca", null))).toEqual(page("ca", null));
});

test("rows that are gone disappear although older ones are held", () => {
  expect(mergeFirstPage(page("edcba", "older"), page("edb", "fresh"))).toEqual(
    page("edba", "older"),
  );
  expect(mergeFirstPage(page("edc", "older"), page("ecb", "fresh"))).toEqual(page("ecb", "older"));
});

test("an older page is added without doubles", () => {
  expect(appendPage(page("dc", "1"), page("cba", null))).toEqual(page("dcba", null));
});
