import { createHash } from "node:crypto";
import type { Db } from "#db/client.ts";
import type { Limits } from "#lib/limits/limits.ts";
import { emailSchema } from "./email.ts";
import { signIn } from "./sign-in.ts";

type Needs = { db: Db; limits: Limits };
export type Credentials = { email: string; password: string };

export type SignInOutcome =
  | { user: { id: string; email: string } | null }
  /** Too many have failed; the password was not looked at. */
  | { waitMs: number };

/**
 * `signIn` within the limits of the account and of the address it is tried from. Only tries that fail
 * count; they are counted before they are judged, so that many at once are no way around.
 *
 * @throws {SignInUnavailableError}
 */
export async function guardedSignIn(
  { db, limits }: Needs,
  credentials: Credentials,
  address: string,
): Promise<SignInOutcome> {
  const account = accountOf(credentials.email);
  const waitMs =
    (await limits.take("login-address", address)) ?? (await limits.take("login-account", account));
  if (waitMs !== null) return { waitMs };
  const giveBack = () =>
    Promise.all([
      limits.giveBack("login-address", address),
      limits.giveBack("login-account", account),
    ]);
  try {
    const user = await signIn(db, credentials);
    if (user !== null) await giveBack();
    return { user };
  } catch (error) {
    await giveBack();
    throw error;
  }
}

/** Spellings that sign in the same account are one; unknown accounts are counted like known ones. */
function accountOf(email: string): string {
  const known = emailSchema.safeParse(email);
  return createHash("sha256")
    .update(known.success ? known.data : "")
    .digest("hex");
}
