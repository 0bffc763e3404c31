import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { acceptDelivery } from "#lib/intake/accept-delivery.ts";
import type { Services } from "#lib/services.ts";

type Answer = (request: Request) => Promise<Response>;

/** Read when they are called: outside of vitest the routes' own imports need Next. */
const CALLBACKS: Record<string, () => Promise<{ POST: Answer }>> = {
  "/api/facebook/data-deletion": () => import("#app/api/facebook/data-deletion/route.ts"),
  "/api/facebook/deauthorize": () => import("#app/api/facebook/deauthorize/route.ts"),
};

/** What Meta calls, without Next: for tests of what lies behind the routes. */
export async function startReceiver(services: () => Promise<Services>) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const callback = CALLBACKS[request.url ?? ""];
    if (callback !== undefined) {
      return passOn((await callback()).POST, { request, body, response });
    }

    const signature = String(request.headers["x-hub-signature-256"] ?? "");
    const { settings, storeDelivery } = await services();
    const verdict = await acceptDelivery(
      { body, signature, receivedAt: new Date() },
      { appSecrets: settings.FACEBOOK_APP_SECRET, storeDelivery },
    ).catch(() => "failed" as const);
    response.statusCode = { stored: 200, unsigned: 401, failed: 503 }[verdict];
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

type Call = { request: IncomingMessage; body: Buffer<ArrayBuffer>; response: ServerResponse };

async function passOn(callback: Answer, { request, body, response }: Call): Promise<void> {
  const headers = new Headers();
  const type = request.headers["content-type"];
  if (type !== undefined) headers.set("content-type", type);
  // As the host in front of the routes writes it anew.
  headers.set("x-forwarded-for", request.socket.remoteAddress ?? "");
  const url = `http://${request.headers.host}${request.url}`;
  const answer = await callback(new Request(url, { method: "POST", body, headers }));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}
