import { z } from "zod";
import { openDatabase } from "#db/client.ts";
import { applyMigrations } from "#db/migrate.ts";
import { createTokenBox } from "#lib/crypto/token-box.ts";
import { readKeysEnv } from "#lib/env.ts";
import { countTokens, type TokenCounts } from "#lib/keys/count-tokens.ts";
import { rotateKeys, type Unreadable } from "#lib/keys/rotate-keys.ts";

export const KEYS_ROTATE_USAGE = `  keys:rotate [--limit N] [--dry-run]
      Seals every stored token anew that is not sealed with the first of TOKEN_ENCRYPTION_KEYS, N at a
      time (100 unless told otherwise), while web and workers run. Stopped and started again it goes
      on. Ends well only when no old key is needed any more. --dry-run only counts.`;

const wishSchema = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
  "dry-run": z.boolean().default(false),
});

/** Tokens that a process with the old first key seals meanwhile are found by the next pass. */
const PASSES_MAX = 3;

/**
 * @returns what was done, in words.
 * @throws when a token is left that the first key did not seal.
 */
export async function keysRotate(databaseUrl: string, values: object): Promise<string> {
  const wish = wishSchema.parse(values);
  const tokenBox = createTokenBox(readKeysEnv(process.env).TOKEN_ENCRYPTION_KEYS);
  const { activeKeyId } = tokenBox;
  await applyMigrations(databaseUrl);
  const { db, close } = openDatabase(databaseUrl, { max: 1 });
  try {
    let counts = await countTokens(db);
    if (wish["dry-run"]) {
      const words = `${othersThan(activeKeyId, counts)} of ${all(counts)} tokens would be sealed anew. Nothing was changed.`;
      return [words, ...inWords(counts, activeKeyId)].join("\n");
    }
    let resealed = 0;
    let unreadable: Unreadable[] = [];
    for (let pass = 1; pass <= PASSES_MAX && othersThan(activeKeyId, counts) > 0; pass += 1) {
      const tell = ({
        table,
        read,
        resealed: done,
      }: {
        table: string;
        read: number;
        resealed: number;
      }) => console.log(`${table}: ${read} read, ${done} sealed anew`);
      const found = await rotateKeys({ db, tokenBox }, { batch: wish.limit, tell });
      resealed += found.resealed;
      unreadable = found.unreadable;
      counts = await countTokens(db);
      if (found.resealed === 0) break;
    }
    const lines = [`Sealed ${resealed} tokens anew.`, ...inWords(counts, activeKeyId)];
    if (othersThan(activeKeyId, counts) === 0) return lines.join("\n");
    throw new Error([...lines, ...whatToDo(unreadable)].join("\n"));
  } finally {
    await close();
  }
}

function all(counts: TokenCounts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function othersThan(activeKeyId: string, counts: TokenCounts): number {
  return all(counts) - (counts.get(activeKeyId) ?? 0);
}

function inWords(counts: TokenCounts, activeKeyId: string): string[] {
  const rows = new Map<string | null, number>([[activeKeyId, 0], ...counts]);
  return [...rows].map(([keyId, count]) => {
    if (keyId === null) return `  no key: ${count} (no sealed tokens)`;
    return `  key ${keyId}: ${count}${keyId === activeKeyId ? " (the first)" : ""}`;
  });
}

function whatToDo(unreadable: Unreadable[]): string[] {
  if (unreadable.length === 0) {
    return [
      "Old keys are in use again: start every process with the new key first, then run this again.",
    ];
  }
  return [
    "These do not open. Give the missing key back, or connect Facebook again:",
    ...unreadable.map(({ table, id, why }) => `  ${table} ${id}: ${why}`),
  ];
}
