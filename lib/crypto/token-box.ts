import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose";
import { AppError } from "#lib/errors.ts";

export type EncryptionKey = { kid: string; key: Uint8Array };

/** The one cell a ciphertext belongs to; it opens nowhere else. */
export type Cell = { table: string; column: string; row: string };

/**
 * A token at rest that does not open: its key is not configured (then giving the key back helps as
 * well as a new token), it belongs to another cell, or its bytes were changed.
 */
export class SealedTokenError extends AppError {
  override readonly name = "SealedTokenError";
  readonly code: "crypto.key-missing" | "crypto.token-unreadable";
  readonly class = "token-invalid";

  constructor(message: string, code: SealedTokenError["code"] = "crypto.token-unreadable") {
    super(message);
    this.code = code;
  }
}

export type TokenBox = ReturnType<typeof createTokenBox>;

/**
 * Encrypts tokens as compact JWE (RFC 7516): `dir` with A256GCM, the key id and the cell in the
 * protected header, which GCM authenticates. The first key encrypts, all of them decrypt.
 */
export function createTokenBox(keys: readonly [EncryptionKey, ...EncryptionKey[]]) {
  const [active] = keys;

  return {
    /** The id of the key that encrypts. */
    activeKeyId: active.kid,
    keyIds: keys.map(({ kid }) => kid),

    seal(token: string, cell: Cell): Promise<string> {
      return new CompactEncrypt(new TextEncoder().encode(token))
        .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: active.kid, cell: nameOf(cell) })
        .encrypt(active.key);
    },

    /** @throws {SealedTokenError} */
    async open(sealed: string, cell: Cell): Promise<string> {
      const header = readHeader(sealed);
      const known = keys.find(({ kid }) => kid === header.kid);
      if (known === undefined) {
        throw new SealedTokenError(
          `No key with the id "${String(header.kid)}" is configured`,
          "crypto.key-missing",
        );
      }
      if (header.cell !== nameOf(cell)) {
        throw new SealedTokenError(`The ciphertext in ${nameOf(cell)} belongs to another row`);
      }
      try {
        const { plaintext } = await compactDecrypt(sealed, known.key, {
          keyManagementAlgorithms: ["dir"],
          contentEncryptionAlgorithms: ["A256GCM"],
        });
        return new TextDecoder().decode(plaintext);
      } catch {
        throw new SealedTokenError(`The ciphertext in ${nameOf(cell)} was changed`);
      }
    },
  };
}

/**
 * The id of the key that a ciphertext, or its first segment alone, names; null when it is no sealed
 * token. Nothing proves it before the ciphertext is opened.
 */
export function keyIdOf(sealed: string): string | null {
  try {
    const { kid } = decodeProtectedHeader({ protected: sealed.split(".", 1)[0] ?? "" });
    return typeof kid === "string" ? kid : null;
  } catch {
    return null;
  }
}

function readHeader(sealed: string): Record<string, unknown> {
  try {
    return decodeProtectedHeader(sealed);
  } catch {
    throw new SealedTokenError("What is stored is not a sealed token");
  }
}

function nameOf({ table, column, row }: Cell): string {
  return `${table}.${column}:${row}`;
}
