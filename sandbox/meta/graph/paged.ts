import type { AuthorisedCall } from "./graph-call.ts";
import { textParam } from "./params.ts";

/** One result page with Meta's cursors; `after` of the last page is there too, `next` is not. */
export function pagedAnswer<Item>(
  call: AuthorisedCall,
  items: readonly Item[],
  given: {
    path: string;
    pageSizeMax: number;
    keyOf: (item: Item) => string;
    show: (item: Item) => unknown;
  },
) {
  if (items.length === 0) return { data: [] };
  const after = textParam(call.params, "after");
  const asked = Number(textParam(call.params, "limit") ?? given.pageSizeMax);
  const size = Math.min(Number.isInteger(asked) && asked > 0 ? asked : 1, given.pageSizeMax);
  const start =
    after === null ? 0 : items.findIndex((item) => cursorOf(given.keyOf(item)) === after) + 1;
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
      ...(hasMore ? { next: nextUrl(call, given.path, size, cursors.after) } : {}),
    },
  };
}

function cursorOf(key: string): string {
  return `QVFI${Buffer.from(`cursor:${key}`).toString("base64url")}ZD`;
}

// Meta puts the access token into this address; whoever logs it leaks it.
function nextUrl(call: AuthorisedCall, path: string, size: number, after: string): string {
  const query = new URLSearchParams();
  if (call.caller.kind !== "app") query.set("access_token", call.caller.token.value);
  const fields = textParam(call.params, "fields");
  if (fields !== null) query.set("fields", fields);
  query.set("limit", String(size));
  query.set("after", after);
  return `${call.origin}/graph/${call.version}/${path}?${query}`;
}
