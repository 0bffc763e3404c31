import type { Db } from "#db/client.ts";
import { findUserByEmail } from "#db/queries/users.ts";
import { AppError, errorCode } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { emailSchema } from "./email.ts";
import { isPassword } from "./password.ts";

/** next-auth puts the message into an address, so a query's own message must not get there. */
class SignInUnavailableError extends AppError {
  override readonly name = "SignInUnavailableError";
  readonly code = "auth.unavailable";
  readonly class = "transient";
}

/**
 * Who it is, or null: the answer and its time are the same whatever was wrong.
 *
 * @throws {SignInUnavailableError} when it cannot be checked now.
 */
export async function signIn(
  db: Db,
  credentials: { email: string; password: string },
): Promise<{ id: string; email: string } | null> {
  try {
    return await check(db, credentials);
  } catch (error) {
    log.error("sign-in failed", { code: errorCode(error) });
    throw new SignInUnavailableError("Sign-in does not work now");
  }
}

async function check(
  db: Db,
  credentials: { email: string; password: string },
): Promise<{ id: string; email: string } | null> {
  const email = emailSchema.safeParse(credentials.email);
  const user = email.success ? await findUserByEmail(db, email.data) : null;
  const fits = await isPassword(credentials.password, user?.passwordHash ?? null);
  return fits && user !== null ? { id: user.id, email: user.email } : null;
}
