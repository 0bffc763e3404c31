import { z } from "zod";
import { openDatabase } from "#db/client.ts";
import { applyMigrations } from "#db/migrate.ts";
import { listRetention } from "#db/queries/retention.ts";
import type { RetentionCounts } from "#lib/forms/privacy-views.ts";
import { withLease } from "#lib/queue/with-lease.ts";
import { countOld } from "#lib/retention/count-old.ts";
import { daysOf, type Retained, retain } from "#lib/retention/retain.ts";

export const RETENTION_RUN_USAGE = `  retention:run [--dry-run]
      Deletes now what is older than each company keeps it, as it happens by night. --dry-run only counts.`;

const wishSchema = z.object({ "dry-run": z.boolean().default(false) });
const BUDGET_MS = 60 * 60_000;

/** @returns what was done, or would be, in words. */
export async function retentionRun(databaseUrl: string, values: object): Promise<string> {
  const wish = wishSchema.parse(values);
  await applyMigrations(databaseUrl);
  const { db, close } = openDatabase(databaseUrl, { max: 5 });
  try {
    if (wish["dry-run"]) {
      const lines: string[] = [];
      for (const { tenantId, name, ...chosen } of await listRetention(db)) {
        lines.push(`  ${name}: ${inWords(await countOld(db, tenantId, daysOf(chosen)))}`);
      }
      return ["Would be deleted. Nothing was changed.", ...lines].join("\n");
    }
    let done: Retained | undefined;
    const signal = new AbortController().signal;
    const outcome = await withLease(db, "task:retain", async () => {
      done = await retain({ db, signal }, { budgetMs: BUDGET_MS });
    });
    if (outcome === "busy" || done === undefined) throw new Error("It is being done already.");
    return `Deleted ${inWords(done)}.${done.isComplete ? "" : " More is old: run it again."}`;
  } finally {
    await close();
  }
}

function inWords({ events, messages, conversations, audit, alerts }: RetentionCounts): string {
  return [
    `${events} events`,
    `${messages} messages`,
    `${conversations} conversations`,
    `${audit} audit entries`,
    `${alerts} closed alerts`,
  ].join(", ");
}
