import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { readSandboxEnv } from "./env.ts";
import { createSandboxApp } from "./sandbox-app.ts";
import { createSandbox } from "./state/sandbox.ts";

const env = readSandboxEnv(process.env);
if (!env.ok) {
  console.error(`The sandbox cannot start:\n${env.problems.map((line) => `- ${line}`).join("\n")}`);
  process.exit(1);
}

const app = createSandboxApp(createSandbox(env.config));
const server = serve(
  { fetch: app.fetch, hostname: "127.0.0.1", port: env.config.port, createServer },
  (address: AddressInfo) => console.log(`sandbox ready http://127.0.0.1:${address.port}`),
) as Server;

// As behind a load balancer: callers' idle connections are not closed under their hands.
server.keepAliveTimeout = 75_000;
server.on("error", (error) => {
  console.error(`The sandbox cannot listen on port ${env.config.port}: ${error.message}`);
  process.exit(1);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // Everything lives in memory, so there is nothing to finish first.
  process.once(signal, () => process.exit(0));
}
