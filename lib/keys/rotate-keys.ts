import type { Db } from "#db/client.ts";
import {
  listSealedAccountTokens,
  listSealedPageTokens,
  type Part,
  type Resealing,
  resealAccountToken,
  resealPageToken,
} from "#db/queries/sealed-tokens.ts";
import { accountCell } from "#lib/channels/account-token.ts";
import { pageTokenCell } from "#lib/channels/page-token.ts";
import { type Cell, keyIdOf, SealedTokenError, type TokenBox } from "#lib/crypto/token-box.ts";

type Needs = { db: Db; tokenBox: TokenBox };

type SealedCell = { id: string; sealed: string; cell: Cell };

type Place = {
  table: string;
  list(db: Db, part: Part): Promise<SealedCell[]>;
  reseal(db: Db, change: Resealing): Promise<boolean>;
};

const PLACES: readonly Place[] = [
  {
    table: "crm_channels",
    list: async (db, part) =>
      (await listSealedPageTokens(db, part)).map((row) => ({
        ...row,
        cell: pageTokenCell(row.id),
      })),
    reseal: resealPageToken,
  },
  {
    table: "facebook_accounts",
    list: async (db, part) =>
      (await listSealedAccountTokens(db, part)).map((row) => ({ ...row, cell: accountCell(row) })),
    reseal: resealAccountToken,
  },
];

/** What one batch came to. */
export type RotationProgress = { table: string; read: number; resealed: number };

/** A token that does not open: rotating cannot help it. */
export type Unreadable = { table: string; id: string; why: string };

/**
 * Seals every stored token with the key that encrypts, if another one sealed it. Safe beside a
 * serving installation: a token that is renewed meanwhile stays as it was renewed, and no status
 * changes. Whoever stops it and starts it again goes on where it was, since what is done is skipped.
 *
 * @param tell Hears of each batch.
 */
export async function rotateKeys(
  needs: Needs,
  { batch, tell }: { batch: number; tell: (progress: RotationProgress) => void },
): Promise<{ resealed: number; unreadable: Unreadable[] }> {
  let resealed = 0;
  const unreadable: Unreadable[] = [];
  for (const place of PLACES) {
    let after: string | null = null;
    for (;;) {
      const rows: SealedCell[] = await place.list(needs.db, { after, limit: batch });
      const last = rows.at(-1);
      if (last === undefined) break;
      const done = await resealAll(place, rows, needs);
      resealed += done.resealed;
      unreadable.push(...done.unreadable);
      tell({ table: place.table, read: rows.length, resealed: done.resealed });
      after = last.id;
    }
  }
  return { resealed, unreadable };
}

async function resealAll(place: Place, rows: SealedCell[], { db, tokenBox }: Needs) {
  let resealed = 0;
  const unreadable: Unreadable[] = [];
  for (const { id, sealed, cell } of rows) {
    if (keyIdOf(sealed) === tokenBox.activeKeyId) continue;
    try {
      const to = await tokenBox.seal(await tokenBox.open(sealed, cell), cell);
      // One statement per row: who changes several rows at once never waits for two of ours.
      if (await place.reseal(db, { id, from: sealed, to })) resealed += 1;
    } catch (error) {
      if (!(error instanceof SealedTokenError)) throw error;
      unreadable.push({ table: place.table, id, why: error.message });
    }
  }
  return { resealed, unreadable };
}
