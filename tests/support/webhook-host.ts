import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { GET, POST } from "#app/api/webhooks/facebook/route.ts";
import { type Env, env } from "#lib/env.ts";
import { HTTP_LIMITS } from "#server/limits.ts";
import { createWebhook } from "#server/webhook.ts";

/** Who takes deliveries: the Node host ahead of Next, or Next's own route as on a serverless host. */
export const WEBHOOK_HOSTS = ["node", "next"] as const;
export type WebhookHostKind = (typeof WEBHOOK_HOSTS)[number];
export type WebhookHost = Awaited<ReturnType<typeof startWebhookHost>>;

/**
 * The webhook's address as it is deployed, without Next's pages around it.
 *
 * @param settings Other ones than the environment's reach the Node host only.
 */
export async function startWebhookHost(kind: WebhookHostKind, settings: Env = env()) {
  const takes = kind === "node" ? createWebhook(settings) : () => false;
  const route = getRequestListener((request) =>
    request.method === "POST" ? POST(request) : GET(request),
  );
  const server = createServer(HTTP_LIMITS, (request, response) => {
    if (!takes(request, response)) void route(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/webhooks/facebook`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
