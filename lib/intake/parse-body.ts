/** Meta's frames are about six levels deep; far beyond that is an attack on a parser. */
const DEPTH_MAX = 64;

export type ParsedBody = {
  /** Undefined when the bytes are not JSON that we read. */
  value: unknown;
  /** False when `value` says less than the bytes did. */
  isFaithful: boolean;
};

/** Escapes that PostgreSQL's jsonb refuses, and numbers that a double cannot hold. */
const UNSTORABLE = /\\u0000|\\u[dD][89a-fA-F]/;
const LONG_NUMBER = /(?:^|[[:,\s])-?\d{16,}/;
const HUGE_EXPONENT = /\d[eE]\+?\d{3,}/;

/**
 * Reads a delivery's bytes as JSON that both V8 and PostgreSQL can hold: long numbers become the
 * strings of their digits, NUL and lone surrogates become U+FFFD.
 */
export function parseBody(body: Uint8Array): ParsedBody {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    if (nestingDepth(text) > DEPTH_MAX) return UNREADABLE;

    const hasLongNumber = LONG_NUMBER.test(text);
    const value: unknown = hasLongNumber ? JSON.parse(text, keepDigits) : JSON.parse(text);
    const replaced = { any: HUGE_EXPONENT.test(text) };
    if (!UNSTORABLE.test(text)) return { value, isFaithful: !replaced.any };
    return { value: clean(value, replaced), isFaithful: !replaced.any };
  } catch {
    return UNREADABLE;
  }
}

const UNREADABLE: ParsedBody = { value: undefined, isFaithful: false };

/** A reviver that gets the digits as they were written (ids of 17 digits and more do occur). */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? "";
  return /^-?\d+$/.test(source) ? source : value;
}

function nestingDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (inString) {
      if (character === BACKSLASH) at += 1;
      else if (character === QUOTE) inString = false;
    } else if (character === QUOTE) inString = true;
    else if (character === OPEN_BRACKET || character === OPEN_BRACE) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (character === CLOSE_BRACKET || character === CLOSE_BRACE) depth -= 1;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function clean(value: unknown, replaced: { any: boolean }): unknown {
  if (typeof value === "string") {
    const storable = value.toWellFormed().replaceAll("\0", "\ufffd");
    if (storable !== value) replaced.any = true;
    return storable;
  }
  if (Array.isArray(value)) return value.map((item) => clean(item, replaced));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [clean(key, replaced), clean(item, replaced)]),
  );
}
