import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** Meta's are some 200 characters long. */
const CHARACTERS_MAX = 4_096;

/** 32 bytes, a dot and the payload, both in base64url, with padding or without. */
const FORM = /^([\w-]{43})=?\.([\w-]+={0,2})$/;

const payloadSchema = z.looseObject({
  /** Only checked: which algorithm is used is not the sender's to say. */
  algorithm: z.literal("HMAC-SHA256"),
  user_id: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  issued_at: z.number().optional().catch(undefined),
});

export type SignedRequest = {
  /** App-scoped id of a person who logged in, not of a customer. */
  facebookUserId: string;
  issuedAt: Date | null;
  /** The same for every copy of this request; nobody can guess it from the person's id. */
  fingerprint: string;
};

/**
 * Reads what Meta's deauthorize and data-deletion callbacks bring. Null unless it is signed with one
 * of the app secrets, over the payload as it is encoded. Its age is no reason to refuse it.
 */
export function readSignedRequest(value: string, secrets: readonly string[]): SignedRequest | null {
  if (value.length > CHARACTERS_MAX) return null;
  const [, encodedSignature, encodedPayload] = FORM.exec(value) ?? [];
  if (encodedSignature === undefined || encodedPayload === undefined) return null;

  const signature = Buffer.from(encodedSignature, "base64url");
  const isSigned = secrets.some((secret) =>
    timingSafeEqual(signature, createHmac("sha256", secret).update(encodedPayload).digest()),
  );
  if (!isSigned) return null;

  const payload = payloadSchema.safeParse(parse(encodedPayload));
  if (!payload.success) return null;
  const { user_id, issued_at } = payload.data;
  return {
    facebookUserId: user_id,
    issuedAt: dateOf(issued_at),
    fingerprint: createHash("sha256").update(signature).update(encodedPayload).digest("hex"),
  };
}

function parse(encoded: string): unknown {
  try {
    const bytes = Buffer.from(encoded, "base64url");
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes), keepIdDigits);
  } catch {
    return undefined;
  }
}

/** An id may come as a number, and a long one has more digits than a double holds. */
function keepIdDigits(key: string, value: unknown, context?: { source?: string }): unknown {
  if (key !== "user_id" || typeof value !== "number") return value;
  const digits = context?.source ?? "";
  return /^\d+$/.test(digits) ? digits : value;
}

function dateOf(seconds: number | undefined): Date | null {
  const date = new Date((seconds ?? Number.NaN) * 1_000);
  return Number.isNaN(date.getTime()) ? null : date;
}
