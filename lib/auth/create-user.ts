import type { Db } from "#db/client.ts";
import { ensureTenant, insertUser } from "#db/queries/users.ts";
import type { UserRole } from "#db/schema/tenants.ts";
import { hashPassword } from "./password.ts";

/** Adds a user, and the tenant when its name is new. False when the e-mail is taken. */
export async function createUser(
  db: Db,
  user: { email: string; password: string; tenant: string; role: UserRole },
): Promise<boolean> {
  const passwordHash = await hashPassword(user.password);
  return db.transaction(async (tx) => {
    const tenantId = await ensureTenant(tx, user.tenant);
    return insertUser(tx, { tenantId, email: user.email, passwordHash, role: user.role });
  });
}
