import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import getPort from "get-port";
import type { Binaries } from "./binaries.ts";
import { findPostmaster, readPostmaster } from "./postmaster.ts";
import { spawnOptions } from "./run-as.ts";
import type { ServerUser } from "./server-user.ts";

export type StartNeeds = {
  cluster: string;
  logFile: string;
  binaries: Binaries;
  user: ServerUser;
  durable: boolean;
  choosePort?: () => Promise<number>;
};

const ATTEMPTS_MAX = 60;
/** Recovery after a crash may read a lot of log; as long as the process lives it is waited for. */
const READY_TIMEOUT_MS = 300_000;

/** Starts the server of a cluster that has none, on a free port of loopback, and answers that port once it accepts connections. */
export async function startServer(needs: StartNeeds): Promise<number> {
  const choosePort = needs.choosePort ?? (() => getPort({ host: "127.0.0.1" }));
  for (let attempt = 1; ; attempt += 1) {
    await dropForeignPidFile(needs.cluster);
    const port = await choosePort();
    const logStart = (await stat(needs.logFile).catch(() => null))?.size ?? 0;
    if (await tryStart(needs, port)) return port;
    const said = await readFrom(needs.logFile, logStart);
    if (attempt === ATTEMPTS_MAX || !isPassing(said)) {
      throw new Error(`PostgreSQL did not start. Its log (${needs.logFile}):\n${said.trim()}`);
    }
    await sleep(said.includes("shared memory") ? 500 : 10);
  }
}

/** Taken between choosing and binding; or workers of a killed server are still letting go of its memory. */
function isPassing(said: string): boolean {
  return said.includes("Address already in use") || said.includes("shared memory block");
}

/** PostgreSQL believes a pid file whose process id some other process has now, and would refuse to start. */
async function dropForeignPidFile(cluster: string): Promise<void> {
  if ((await readPostmaster(cluster)) !== null && (await findPostmaster(cluster)) === null) {
    await rm(path.join(cluster, "postmaster.pid"), { force: true });
  }
}

async function tryStart(needs: StartNeeds, port: number): Promise<boolean> {
  const log = openSync(needs.logFile, "a", 0o600);
  const child = spawn(needs.binaries.postgres, serverArgs(needs, port), {
    ...spawnOptions(needs.user),
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  let hasEnded = false;
  child.once("error", () => {
    hasEnded = true;
  });
  child.once("exit", () => {
    hasEnded = true;
  });
  child.unref();
  const giveUpAt = Date.now() + READY_TIMEOUT_MS;
  while (!hasEnded && Date.now() < giveUpAt) {
    const postmaster = await readPostmaster(needs.cluster);
    if (postmaster?.pid === child.pid && postmaster?.status === "ready") return true;
    await sleep(25);
  }
  return false;
}

function serverArgs({ cluster, durable }: StartNeeds, port: number): string[] {
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 150,
    shared_buffers: "64MB",
    timezone: "UTC",
    log_timezone: "UTC",
    logging_collector: "off",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return ["-D", cluster, ...args];
}

async function readFrom(file: string, start: number): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read({ buffer: Buffer.alloc(size - start), position: start });
    return buffer.toString("utf8");
  } finally {
    await handle.close();
  }
}
