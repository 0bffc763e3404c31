import type { IncomingMessage, ServerResponse } from "node:http";
import type { Env } from "#lib/env.ts";
import { DELIVERY_BYTES_MAX, receiveDelivery } from "#lib/intake/receive-delivery.ts";
import { services } from "#lib/services.ts";

const PATHS = new Set(["/api/webhooks/facebook", "/webhooks/facebook"]);
/** For the whole body; Meta sends it at once. */
const READ_MS_MAX = 10_000;

/**
 * Answers Meta's deliveries ahead of Next, in the same process: the one route whose speed matters
 * does not pay for a framework. Everything else is left to Next.
 *
 * @returns Whether the request is taken.
 */
export function createWebhook(settings: Env) {
  return function take(request: IncomingMessage, response: ServerResponse): boolean {
    const [path = ""] = (request.url ?? "").split("?");
    if (request.method !== "POST" || !PATHS.has(path)) return false;
    answer(request, response, settings).catch(() => response.destroy());
    return true;
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Env,
): Promise<void> {
  const body = await read(request);
  if (body === null) {
    const problem = {
      type: "about:blank",
      title: "Payload Too Large",
      status: 413,
      detail: "The delivery is larger than 5 MiB.",
      code: "too_large",
    };
    end(response, { status: 413, type: "application/problem+json", text: JSON.stringify(problem) });
    return;
  }
  const header = request.headers["x-hub-signature-256"];
  const signature = typeof header === "string" ? header : null;
  const { status, text, headers } = await receiveDelivery(
    { body, signature },
    settings,
    async () => (await services()).storeDelivery,
  );
  end(response, { status, type: "text/plain; charset=utf-8", text, ...headers });
}

/** Who sends more is not listened to until the end, and may miss the answer. */
const DISCARD_BYTES_MAX = 4 * DELIVERY_BYTES_MAX;

/** Null when it is too large; it is read all the same, because many senders listen only afterwards. */
async function read(request: IncomingMessage): Promise<Uint8Array | null> {
  const tooSlow = setTimeout(() => request.destroy(), READ_MS_MAX);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > DISCARD_BYTES_MAX) return null;
      if (bytes <= DELIVERY_BYTES_MAX) chunks.push(chunk);
      else chunks.length = 0;
    }
    return bytes > DELIVERY_BYTES_MAX ? null : Buffer.concat(chunks);
  } finally {
    clearTimeout(tooSlow);
  }
}

type Answer = { status: number; type: string; text: string; [header: string]: string | number };

function end(response: ServerResponse, { status, type, text, ...headers }: Answer): void {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(status === 413 ? { connection: "close" } : {}),
    ...headers,
  });
  response.end(text);
}
