import type { ServerOptions } from "node:http";

/**
 * Nobody may hold a connection by sending slowly: 10 s until the headers are there, 30 s for a whole
 * request; Node looks every 2 s. A delivery has less (webhook.ts).
 */
export const HTTP_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
} as const satisfies ServerOptions;
