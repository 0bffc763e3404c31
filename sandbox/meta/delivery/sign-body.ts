import { createHmac } from "node:crypto";

/** The two signature headers of a delivery, over the exact bytes of its body. */
export function signBody(body: string, appSecret: string): Record<string, string> {
  const digest = (algorithm: string) =>
    createHmac(algorithm, appSecret).update(body, "utf8").digest("hex");
  return {
    "x-hub-signature": `sha1=${digest("sha1")}`,
    "x-hub-signature-256": `sha256=${digest("sha256")}`,
  };
}
