import { eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { tenants } from "#db/schema/tenants.ts";

/** The company's id; null when there is none of that name. */
export async function findTenantId(db: Db, name: string): Promise<string | null> {
  const [row] = await db.select({ id: tenants.id }).from(tenants).where(eq(tenants.name, name));
  return row?.id ?? null;
}

export async function listTenantIds(db: Db): Promise<string[]> {
  const rows = await db.select({ id: tenants.id }).from(tenants);
  return rows.map(({ id }) => id);
}
