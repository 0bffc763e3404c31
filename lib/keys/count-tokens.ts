import type { Db } from "#db/client.ts";
import { listSealedHeaders } from "#db/queries/sealed-tokens.ts";
import { keyIdOf } from "#lib/crypto/token-box.ts";

/** How many stored tokens each key sealed; those that are no sealed token at all count under null. */
export type TokenCounts = ReadonlyMap<string | null, number>;

export async function countTokens(db: Db): Promise<TokenCounts> {
  const counts = new Map<string | null, number>();
  for (const header of await listSealedHeaders(db)) {
    const keyId = keyIdOf(header);
    counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
  }
  return counts;
}
