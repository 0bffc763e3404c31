import type { Db } from "#db/client.ts";
import { findUserByEmail } from "#db/queries/users.ts";
import { emailSchema } from "./email.ts";
import { isPassword } from "./password.ts";

/** Who it is, or null: the answer and its time are the same whatever was wrong. */
export async function signIn(
  db: Db,
  credentials: { email: string; password: string },
): Promise<{ id: string; email: string } | null> {
  const email = emailSchema.safeParse(credentials.email);
  const user = email.success ? await findUserByEmail(db, email.data) : null;
  const fits = await isPassword(credentials.password, user?.passwordHash ?? null);
  return fits && user !== null ? { id: user.id, email: user.email } : null;
}
