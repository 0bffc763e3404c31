import type { PgBoss } from "pg-boss";
import { z } from "zod";
import type { Db } from "#db/client.ts";
import { findTenantId } from "#db/queries/tenants.ts";

const MAX = 100_000;
/** What one bulk replay takes. */
export const PART = 1_000;

const SINCE = "must look like 2026-03-01T08:00Z";

export const wishSchema = z
  .object({
    id: z.uuid("must be the id of an event").optional(),
    tenant: z.string().optional(),
    since: z
      .string()
      .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/, SINCE)
      .transform((at) => new Date(at))
      .refine((at) => !Number.isNaN(at.getTime()), SINCE)
      .optional(),
    channel: z.uuid("must be the id of a channel").optional(),
    limit: z.coerce.number().int().min(1).max(MAX).default(PART),
    sends: z.boolean().default(false),
    "dry-run": z.boolean().default(false),
  })
  .refine(({ id, tenant }) => (id === undefined) !== (tenant === undefined), {
    path: ["id"],
    error: "or --tenant is required, and not both",
  });

export type Wish = z.infer<typeof wishSchema>;
export type Needs = { db: Db; boss: PgBoss };

/** @throws when there is none. */
export async function tenantNamed(name: string | undefined, { db }: { db: Db }): Promise<string> {
  const tenantId = await findTenantId(db, name ?? "");
  if (tenantId === null) throw new Error(`There is no company "${name}".`);
  return tenantId;
}

/** A line for each code. */
export function causesOf(failed: readonly { lastError: string | null }[]): string[] {
  const codes = Object.entries(Object.groupBy(failed, ({ lastError }) => lastError ?? "unknown"));
  return codes.map(([code, found = []]) => `  ${found.length} × ${code}`);
}
