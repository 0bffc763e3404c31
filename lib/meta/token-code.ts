import type { TokenReport } from "./debug-token.ts";

/**
 * Why Meta no longer takes a token, by the subcodes of its error 190.
 *
 * @see docs/wire/meta.md#errors
 */
const CODES: Readonly<Record<number, string>> = {
  458: "meta.app-removed",
  459: "meta.checkpoint",
  460: "meta.password-changed",
  463: "meta.token-expired",
  464: "meta.checkpoint",
  492: "meta.role-lost",
};

export function tokenCode({ subcode }: Pick<TokenReport, "subcode">): string {
  return (subcode === null ? undefined : CODES[subcode]) ?? "meta.token-invalid";
}

/** All codes that say that a token is dead, so that a living one ends what they began. */
export const DEAD_TOKEN_CODES: readonly string[] = [
  "meta.token-invalid",
  ...new Set(Object.values(CODES)),
];
