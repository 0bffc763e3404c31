import type { Db } from "#db/client.ts";
import type { InTurn } from "#lib/meta/conversations.ts";
import { isAppLimit, MetaError } from "#lib/meta/errors.ts";
import { awaitListTurn, noteListLimit } from "#lib/pauses/list-turns.ts";

/** How a page's conversations are read: over all processes in turn, and at no cost to its answers. */
export function readInTurn(db: Db, pageId: string, signal?: AbortSignal): InTurn {
  return async (call) => {
    await awaitListTurn(db, pageId, signal);
    try {
      return await call();
    } catch (error) {
      if (error instanceof MetaError && isAppLimit(error.details)) throw error;
      return await noteListLimit(error, db, pageId);
    }
  };
}
