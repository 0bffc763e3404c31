import { createHmac } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** The header that Meta signs with, by any hash function, over bytes that need not be the body's. */
export function signature(bytes: string | Uint8Array, secret: string, hash = "sha256"): string {
  return `${hash}=${createHmac(hash, secret).update(bytes).digest("hex")}`;
}

/**
 * POSTs bytes with these headers and no others, each as often as it is given, which fetch does not
 * let one do. Without a `content-length` among them the body goes in chunks.
 */
export async function postBytes(url: string, body: string | Uint8Array, headers: HeaderPairs = []) {
  const asked = request(url, { method: "POST" });
  for (const [name, value] of headers) asked.appendHeader(name, value);
  // Who refuses before the end of the body may close the connection under the rest of it.
  const answered = Promise.race([
    once(asked, "response"),
    once(asked, "error").then(([error]) => {
      throw error;
    }),
  ]);
  for (let at = 0; at < body.length; at += CHUNK) asked.write(body.slice(at, at + CHUNK));
  asked.end();
  const [response] = (await answered) as [IncomingMessage];
  asked.on("error", () => {});
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: await text(response).catch(() => ""),
  };
}

const CHUNK = 64 * 1024;
