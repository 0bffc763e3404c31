import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { listOpenSubjects } from "#db/queries/alerts.ts";
import { closeAlert, raiseAlert } from "#lib/alerts/alerts.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import { log } from "#lib/log.ts";
import { countTokens } from "./count-tokens.ts";

type Needs = { db: Db; boss: PgBoss; tokenBox: TokenBox };

const MISSING = "keys.missing";

/** Says which keys stored tokens need and this process does not have, before somebody needs one. */
export async function checkKeys({ db, boss, tokenBox }: Needs): Promise<void> {
  const known = new Set<string | null>([...tokenBox.keyIds, null]);
  const missing = new Map([...(await countTokens(db))].filter(([keyId]) => !known.has(keyId)));
  for (const [keyId, count] of missing) {
    if (keyId === null) continue;
    log.error("a key of stored tokens is not configured", { keyId, count });
    const problem = { tenantId: null, kind: MISSING, subject: keyId } as const;
    await raiseAlert({ tx: db, boss }, { ...problem, code: "crypto.key-missing" });
  }
  for (const subject of await listOpenSubjects(db, MISSING)) {
    if (!missing.has(subject)) await closeAlert({ tx: db, boss }, { kind: MISSING, subject });
  }
}
