import { eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { tenants, type User, users } from "#db/schema/tenants.ts";

export async function findUserByEmail(db: Db, email: string): Promise<User | null> {
  const [row] = await db.select().from(users).where(eq(users.email, email));
  return row ?? null;
}

export async function findUserById(db: Db, id: string): Promise<User | null> {
  const [row] = await db.select().from(users).where(eq(users.id, id));
  return row ?? null;
}

/** The tenant of that name, made when it is new. */
export async function ensureTenant(db: Db, name: string): Promise<string> {
  const [row] = await db
    .insert(tenants)
    .values({ name })
    .onConflictDoUpdate({ target: tenants.name, set: { name } })
    .returning({ id: tenants.id });
  if (row === undefined) throw new Error("An upsert gave no row");
  return row.id;
}

/** False when the e-mail is taken. */
export async function insertUser(
  db: Db,
  user: Pick<User, "tenantId" | "email" | "passwordHash" | "role">,
): Promise<boolean> {
  const rows = await db
    .insert(users)
    .values(user)
    .onConflictDoNothing({ target: users.email })
    .returning({ id: users.id });
  return rows.length === 1;
}
