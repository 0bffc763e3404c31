import { createHmac } from "node:crypto";

/** What is wrong with a forged one. */
export const forgeries = [
  "secret",
  "algorithm",
  "no_algorithm",
  "no_signature",
  "truncated",
  "changed_user",
  "not_json",
  "no_user",
  "empty",
  "missing",
] as const;

export type Forgery = (typeof forgeries)[number];

type Given = { userId: string; issuedAt: number; appSecret: string; padded?: boolean | undefined };

/** Meta's `signed_request` about a person, or one that nobody should believe; null: no such field. */
export function signedRequest(given: Given, forgery: Forgery | null): string | null {
  const payload = encode(JSON.stringify(payloadOf(given, forgery)), given);
  switch (forgery) {
    case "secret":
      return `${sign(payload, { ...given, appSecret: `not ${given.appSecret}` })}.${payload}`;
    case "no_signature":
      return `.${payload}`;
    case "truncated":
      return `${sign(payload, given).slice(0, 20)}.${payload}`;
    case "changed_user": {
      const other = { ...payloadOf(given, null), user_id: "10150000000000001" };
      return `${sign(payload, given)}.${encode(JSON.stringify(other), given)}`;
    }
    case "not_json":
      return signed(encode("user_id=1", given), given);
    case "empty":
      return "";
    case "missing":
      return null;
    default:
      return signed(payload, given);
  }
}

function payloadOf({ userId, issuedAt }: Given, forgery: Forgery | null) {
  const algorithm = forgery === "algorithm" ? "HMAC-SHA1" : "HMAC-SHA256";
  return {
    ...(forgery === "no_algorithm" ? {} : { algorithm }),
    issued_at: Math.floor(issuedAt / 1000),
    ...(forgery === "no_user" ? {} : { user_id: userId }),
  };
}

function signed(payload: string, given: Given): string {
  return `${sign(payload, given)}.${payload}`;
}

/** Over the encoded payload, not over what it says. */
function sign(payload: string, given: Given): string {
  return encode(createHmac("sha256", given.appSecret).update(payload).digest(), given);
}

/** Meta writes no padding, some of its libraries do. */
function encode(bytes: string | Buffer, { padded }: Given): string {
  const text = Buffer.from(bytes).toString("base64url");
  return padded ? text.padEnd(Math.ceil(text.length / 4) * 4, "=") : text;
}
