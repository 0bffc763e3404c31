import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";

export type Needs = { db: Db; boss: PgBoss };

/** Who decides; `Viewer` is one. `userId` is null on the operator's command line. */
export type Actor = { tenantId: string; userId: string | null };
