import type { AuthorisedCall } from "./graph-call.ts";
import { textParam } from "./params.ts";

/** What of a list is asked for, as `limit`, `after` and `fields` of a call or of a nested field. */
export type Asked = { limit: string | null; after: string | null; fields: string | null };

type Given<Item> = {
  path: string;
  /** Without a `limit`; pageSizeMax when left out. */
  pageSizeUsual?: number;
  pageSizeMax: number;
  keyOf: (item: Item) => string;
  show: (item: Item) => unknown;
  /** Without it the call's own parameters. */
  asked?: Asked;
  /** Names of further parameters that `next` repeats. */
  keep?: string[];
};

/** One result page with Meta's cursors; `after` of the last page is there too, `next` is not. */
export function pagedAnswer<Item>(
  call: AuthorisedCall,
  items: readonly Item[],
  given: Given<Item>,
) {
  const asked = given.asked ?? askedBy(call);
  const limit = Number(asked.limit ?? given.pageSizeUsual ?? given.pageSizeMax);
  const size = Math.min(Number.isInteger(limit) && limit > 0 ? limit : 1, given.pageSizeMax);
  const isLastSeen = (item: Item) => cursorOf(given.keyOf(item)) === asked.after;
  const start = asked.after === null ? 0 : items.findIndex(isLastSeen) + 1;
  const rows = items.slice(start, start + size);
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return { data: [] };
  const cursors = { before: cursorOf(given.keyOf(first)), after: cursorOf(given.keyOf(last)) };
  const hasMore = start + size < items.length;
  return {
    data: rows.map(given.show),
    paging: {
      cursors,
      ...(hasMore ? { next: nextUrl(call, given, { asked, size, after: cursors.after }) } : {}),
    },
  };
}

export function askedBy(call: AuthorisedCall): Asked {
  return {
    limit: textParam(call.params, "limit"),
    after: textParam(call.params, "after"),
    fields: textParam(call.params, "fields"),
  };
}

function cursorOf(key: string): string {
  return `QVFI${Buffer.from(`cursor:${key}`).toString("base64url")}ZD`;
}

// Meta puts the access token into this address; whoever logs it leaks it.
function nextUrl(
  call: AuthorisedCall,
  given: { path: string; keep?: string[] },
  at: { asked: Asked; size: number; after: string },
): string {
  const query = new URLSearchParams();
  if (call.caller.kind !== "app") query.set("access_token", call.caller.token.value);
  for (const name of given.keep ?? []) {
    const value = textParam(call.params, name);
    if (value !== null) query.set(name, value);
  }
  if (at.asked.fields !== null) query.set("fields", at.asked.fields);
  query.set("limit", String(at.size));
  query.set("after", at.after);
  return `${call.origin}/graph/${call.version}/${given.path}?${query}`;
}
