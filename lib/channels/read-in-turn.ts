import type { Db } from "#db/client.ts";
import type { InTurn } from "#lib/meta/conversations.ts";
import { isAppLimit, MetaError } from "#lib/meta/errors.ts";
import { awaitListTurn, noteListLimit } from "#lib/pauses/list-turns.ts";

/** Who gave up at the second call of a look would only begin with the first one again. */
const PATIENCE_MS = { first: 5_000, next: 40_000 };

/**
 * How a page's conversations are read in one look: over all processes in turn, and at no cost to its
 * answers.
 */
export function readInTurn(db: Db, pageId: string, signal?: AbortSignal): InTurn {
  let patienceMs = PATIENCE_MS.first;
  return async (call) => {
    await awaitListTurn(db, pageId, { patienceMs, signal });
    patienceMs = PATIENCE_MS.next;
    try {
      return await call();
    } catch (error) {
      if (error instanceof MetaError && isAppLimit(error.details)) throw error;
      return await noteListLimit(error, db, pageId);
    }
  };
}
