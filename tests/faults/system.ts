import { rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import getPort from "get-port";
import { Pool } from "pg";
import { connectFacebook } from "#launch/demo/connect-facebook.ts";
import { type CookieClient, createCookieClient } from "#launch/demo/cookie-client.ts";
import type { DemoChannel } from "#launch/demo/register-channel.ts";
import { registerChannels } from "#launch/demo/register-channels.ts";
import { signIn } from "#launch/demo/sign-in.ts";
import { inProject } from "#launch/project-root.ts";
import type { Command } from "#launch/run-command.ts";
import type { Cluster } from "./postgres-cluster.ts";
import { openProxies, type Proxies } from "./proxies.ts";
import { createSandboxControl, type SandboxControl } from "./sandbox-control.ts";
import type { Shape } from "./shape.ts";
import { type Supervised, supervise } from "./supervised.ts";
import type { Template } from "./template.ts";

/** The whole of it for one fault: processes, the network between them, a database and connected channels. */
export type System = {
  cluster: Cluster;
  database: Pool;
  databaseName: string;
  sandbox: SandboxControl;
  webs: Supervised[];
  workers: Supervised[];
  proxies: Proxies;
  channels: DemoChannel[];
  appUrl: string;
  cronSecret: string;
  /** The product's own routes, signed in as its admin. */
  client: CookieClient;
  /** Environment that is added at the next start of a process of that kind. */
  tweaks: { web: Record<string, string>; worker: Record<string, string> };
  /** What happens when the product looks up Graph's name (names.ts). */
  setNames(says: string): Promise<void>;
  /** The product's environment that is the same for all faults, as it was at the first start. */
  secrets: Record<string, string>;
  /** Ends everything; says what the processes have written. */
  end(): Promise<Supervised[]>;
};

type Needs = { command: Command; cluster: Cluster; template: Template; name: string };

/** The waits that are there for people's and Meta's sake, cut short. */
const HASTE = { DOUBT_WAIT_MS: "3000", REPLY_SETTLE_MS: "200" };

const PRELOAD = ["failpoints.ts", "names.ts"].flatMap((file) => [
  "--import",
  inProject("tests/faults", file),
]);

export async function startSystem(
  { command, cluster, template, name }: Needs,
  shape: Shape,
): Promise<System> {
  const databaseName = await template.copy(name);
  const webPorts = await takePorts(shape.webs);
  const proxies = await openProxies({ shape, cluster, webPorts });
  const { secrets: shared, login } = template;
  const { proxied } = proxies;
  const databaseUrl = cluster.urlOf(databaseName, proxied("database", cluster.port));
  const common = {
    ...shared,
    APP_BASE_URL: `http://127.0.0.1:${proxies.front.port}`,
    DATABASE_URL: databaseUrl,
    NODE_ENV: "production",
  };
  const sandbox = await supervise(command, {
    name: "sandbox",
    args: [inProject("sandbox/main.ts")],
    env: () => ({ ...common, SANDBOX_PORT: "0" }),
    ready: /^sandbox ready http:\/\/127\.0\.0\.1:(\d+)/,
  });
  const sandboxPort = Number(sandbox.ready?.[1]);
  proxies.aimAtSandbox(sandboxPort);
  const addressOf = (what: "graph" | "voice-agent") =>
    `http://127.0.0.1:${proxied(what, sandboxPort)}/${what}`;
  const namesFile = path.join(os.tmpdir(), `switchboard-names-${databaseName}-${process.pid}`);
  const setNames = (says: string) => writeFile(namesFile, says);
  await setNames("fine");
  const { tls } = proxies;
  const graphUrl = {
    address: addressOf("graph"),
    name: addressOf("graph").replace("127.0.0.1", "localhost"),
    tls: `https://localhost:${tls?.port}/graph`,
  }[shape.graphBy];
  const product = {
    ...common,
    ...HASTE,
    ...shape.env,
    FACEBOOK_GRAPH_URL: graphUrl,
    FAULT_NAMES_FILE: namesFile,
    ...(tls === null ? {} : { NODE_EXTRA_CA_CERTS: tls.authorityFile }),
    FACEBOOK_DIALOG_URL: `http://127.0.0.1:${sandboxPort}/facebook`,
    VOICE_AGENT_API_URL: addressOf("voice-agent"),
    WORKERS: shape.workers === 0 ? "on" : "off",
  };
  const tweaks: System["tweaks"] = { web: {}, worker: {} };
  const [webs, workers] = await Promise.all([
    superviseAll(command, webPorts.length, (at) => ({
      name: `web-${at + 1}`,
      args: [...PRELOAD, inProject("server/main.ts")],
      env: () => ({ ...product, PORT: String(webPorts[at]), ...tweaks.web }),
      ready: /^switchboard ready /,
    })),
    superviseAll(command, shape.workers, (at) => ({
      name: `worker-${at + 1}`,
      args: [...PRELOAD, inProject("worker/main.ts")],
      env: () => ({ ...product, ...tweaks.worker }),
      ready: /^workers ready/,
    })),
  ]);
  const client = createCookieClient(common.APP_BASE_URL);
  await signIn(client, login);
  const channels = await registerChannels(client, await connectFacebook(client));
  const database = new Pool({ connectionString: cluster.urlOf(databaseName), max: 2 });
  // PostgreSQL is ended under it on purpose.
  database.on("error", () => {});
  const control = createSandboxControl(`http://127.0.0.1:${sandboxPort}`);

  return {
    ...{ cluster, database, databaseName, webs, workers, proxies, channels, client, tweaks },
    sandbox: control,
    setNames,
    secrets: shared,
    appUrl: common.APP_BASE_URL,
    cronSecret: shared.CRON_SECRET ?? "",
    end: async () => {
      await Promise.all([...webs, ...workers, sandbox].map((program) => program.end()));
      await proxies.close();
      control.close();
      await database.end();
      await template.drop(databaseName);
      await rm(namesFile, { force: true });
      return [...webs, ...workers];
    },
  };
}

function superviseAll(
  command: Command,
  count: number,
  program: (at: number) => Parameters<typeof supervise>[1],
): Promise<Supervised[]> {
  return Promise.all(Array.from({ length: count }, (_, at) => supervise(command, program(at))));
}

async function takePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = await getPort({ host: "127.0.0.1", exclude: ports });
    ports.push(port);
  }
  return ports;
}
