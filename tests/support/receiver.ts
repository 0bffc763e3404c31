import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { acceptDelivery } from "#lib/intake/accept-delivery.ts";
import type { Services } from "#lib/services.ts";

/** The webhook's address without Next: for tests of what lies behind the route. */
export async function startReceiver(services: () => Promise<Services>) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const signature = String(request.headers["x-hub-signature-256"] ?? "");
    const { settings, storeDelivery } = await services();
    const verdict = await acceptDelivery(
      { body: Buffer.concat(chunks), signature, receivedAt: new Date() },
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
