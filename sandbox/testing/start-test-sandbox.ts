import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { createSandboxApp } from "#sandbox/sandbox-app.ts";
import { createSandbox, type Sandbox } from "#sandbox/state/sandbox.ts";

type Received = { path: string; headers: Record<string, unknown>; body: string };

export type TestSandbox = {
  sandbox: Sandbox;
  url: string;
  /** Deliveries that reached the pretended product. */
  received: Received[];
  /** What the product answers to a delivery; may be replaced. */
  answer: { status: number };
  stop: () => Promise<void>;
};

export const testAppId = "1517776481860111";
export const testSecret = "app-secret-example";
export const testVerifyToken = "verify-token-of-20-chars";

/** The sandbox on a free port, with a pretended product that collects deliveries. */
export async function startTestSandbox(): Promise<TestSandbox> {
  const received: Received[] = [];
  const answer = { status: 200 };
  const product = createServer((request, response) => {
    const query = new URL(request.url ?? "", "http://x").searchParams;
    if (request.method === "GET") {
      const isRight = query.get("hub.verify_token") === testVerifyToken;
      response
        .writeHead(isRight ? 200 : 403)
        .end(isRight ? query.get("hub.challenge") : "Forbidden");
      return;
    }
    void readText(request).then((body) => {
      received.push({ path: request.url ?? "", headers: request.headers, body });
      response.writeHead(answer.status).end("EVENT_RECEIVED");
    });
  });
  await new Promise<void>((resolve) => product.listen(0, "127.0.0.1", resolve));
  const sandbox = createSandbox({
    port: 0,
    appId: testAppId,
    appSecret: testSecret,
    verifyToken: testVerifyToken,
    appBaseUrl: `http://127.0.0.1:${portOf(product)}`,
    voiceAgent: { apiToken: "api", internalToken: "internal", tenantId: "t-1", workspaceId: "w-1" },
  });
  const app = createSandboxApp(sandbox);
  const server = serve({
    fetch: app.fetch,
    hostname: "127.0.0.1",
    port: 0,
    createServer,
  }) as Server;
  await new Promise<void>((resolve) => server.once("listening", resolve));
  const stop = async () => {
    sandbox.deliveries.isCancelled = true;
    for (const each of [server, product]) {
      each.closeAllConnections();
      await new Promise((resolve) => each.close(resolve));
    }
  };
  return { sandbox, url: `http://127.0.0.1:${portOf(server)}`, received, answer, stop };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
