export type Paged<Item> = { items: Item[]; nextCursor: string | null };

/**
 * Lays a freshly read first page over what the screen already holds. Rows of the fresh page win, and
 * what is missing between them is gone. When nothing overlaps, more than a page has arrived
 * meanwhile: what was held is dropped, because keeping it would hide the gap between the two.
 */
export function mergeFirstPage<Item extends { id: string }>(
  held: Paged<Item>,
  fresh: Paged<Item>,
): Paged<Item> {
  const freshIds = new Set(fresh.items.map(({ id }) => id));
  const heldIds = held.items.map(({ id }) => id);
  const lastShared = fresh.items.findLast(({ id }) => heldIds.includes(id));
  if (lastShared === undefined || fresh.nextCursor === null) return fresh;
  const below = held.items.slice(heldIds.indexOf(lastShared.id) + 1);
  const older = below.filter(({ id }) => !freshIds.has(id));
  return { items: [...fresh.items, ...older], nextCursor: held.nextCursor };
}

/** Adds the next older page; a row that moved between the two reads is not shown twice. */
export function appendPage<Item extends { id: string }>(
  held: Paged<Item>,
  older: Paged<Item>,
): Paged<Item> {
  const heldIds = new Set(held.items.map(({ id }) => id));
  return {
    items: [...held.items, ...older.items.filter(({ id }) => !heldIds.has(id))],
    nextCursor: older.nextCursor,
  };
}
