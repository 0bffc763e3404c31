import type { IncomingHttpHeaders } from "undici/types/header.d.ts";
import { HEAD_BYTES } from "./file-type.ts";

/** One header of an answer, the empty text when it is not there. */
export function textOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(", ") : (value ?? "")).trim();
}

/** Null when the answer does not say how long it is. */
export function contentLengthOf(headers: IncomingHttpHeaders): number | null {
  const text = textOf(headers, "content-length");
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

type ContentRange = {
  text: string;
  /** Of the whole file; null when it is not known. */
  total: number | null;
  /** The part has too little of the file's beginning to tell what the file is. */
  isHeadless: boolean;
};

/** Null without a usable one. */
export function contentRangeOf(headers: IncomingHttpHeaders): ContentRange | null {
  const text = textOf(headers, "content-range");
  const [, first, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(text) ?? [];
  if (first === undefined) return null;
  return {
    text,
    total: total === "*" ? null : Number(total),
    isHeadless: Number(first) > 0 || Number(last) + 1 < HEAD_BYTES,
  };
}
