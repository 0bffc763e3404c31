import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import next from "next";
import { type Env, env, shareWithNextAuth } from "#lib/env.ts";
import { keepReceiving } from "#lib/gaps/keep-receiving.ts";
import { senderAddress } from "#lib/http/client-address.ts";
import { prepareDatabase } from "#lib/prepare-database.ts";
import { services } from "#lib/services.ts";
import { runStops, stopGently } from "#lib/stop.ts";
import { HTTP_LIMITS } from "./limits.ts";
import { createWebhook } from "./webhook.ts";

/** Open streams and slow answers are cut after this. */
const CLOSE_MS = 2_000;

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : "Start failed"}\n`);
  process.exit(1);
}

/** The Node host: one process with the pages, the routes and (WORKERS=on) the workers. */
async function main(): Promise<void> {
  const settings = env();
  shareWithNextAuth(settings);
  await prepareDatabase(settings);
  await serve(settings);
}

async function serve(settings: Env): Promise<void> {
  const { PORT, APP_BASE_URL, WORKERS } = settings;
  const dev = process.argv.includes("--dev");
  const app = next({ dev, port: PORT, hostname: "localhost" });
  await app.prepare();
  const handle = app.getRequestHandler();
  // With WORKERS=after the work after the answer is Next's to keep alive.
  const takeDelivery = WORKERS === "after" ? () => false : createWebhook(settings);
  const server = createServer(HTTP_LIMITS, (request, response) => {
    if (takeDelivery(request, response)) return;
    nameSender(request, settings);
    handle(request, response).catch(() => response.destroy());
  });
  server.on("upgrade", app.getUpgradeHandler());

  stopGently(async () => {
    server.close();
    setTimeout(() => server.closeAllConnections(), CLOSE_MS).unref();
    await runStops();
    await app.close();
  });
  server.listen(PORT, () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`switchboard ready ${APP_BASE_URL} (port ${port})\n`);
    // With WORKERS=after the host may freeze the process between two requests.
    if (WORKERS !== "after") keepReceiving(services);
  });
}

/** From here on the header says what is so, and not what somebody wrote into it. */
function nameSender(request: IncomingMessage, { APP_BASE_URL }: Env): void {
  const socketAddress = request.socket.remoteAddress ?? "";
  const forwardedFor = [request.headers["x-forwarded-for"] ?? []].flat().join(",");
  request.headers["x-forwarded-for"] = senderAddress({ socketAddress, forwardedFor }, APP_BASE_URL);
}
