import { hash, verify } from "@node-rs/argon2";

/** argon2id with OWASP's parameters for servers; they are stored inside each hash. */
const PARAMETERS = { memoryCost: 46 * 1024, timeCost: 1, parallelism: 1 };

export const PASSWORD_CHARACTERS_MIN = 12;
const PASSWORD_BYTES_MAX = 1_024;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFC"), PARAMETERS);
}

let decoy: Promise<string> | undefined;

/**
 * Whether the password fits. Without a hash (unknown user) it takes as long and says no, so that
 * nobody learns which e-mails exist.
 */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  if (Buffer.byteLength(password) > PASSWORD_BYTES_MAX) return false;
  decoy ??= hashPassword("nobody has this password");
  const fits = await verify(stored ?? (await decoy), password.normalize("NFC"));
  return fits && stored !== null;
}
