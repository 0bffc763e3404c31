import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import getPort from "get-port";
import { Redis as Client } from "ioredis";
import { until } from "./until.ts";

/** Without it the tests that break Redis are skipped; `npm test` says so. */
export const hasRedisServer = spawnSync("redis-server", ["--version"]).status === 0;

export type RedisServer = Awaited<ReturnType<typeof startRedisServer>>;

/** Keeps nothing by itself: killed and started again it is empty. */
const SETTINGS = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
/** The server ends with whoever started it, however that ends, also when it is stopped itself. */
const HOLD = 'redis-server "$@" >/dev/null & echo $!; cat >/dev/null; kill -9 $!';

/** A redis-server of its own on a free port, to be broken. */
export async function startRedisServer() {
  const folder = await mkdtemp(path.join(os.tmpdir(), "switchboard-redis-"));
  const port = await getPort({ host: "127.0.0.1" });
  const url = `redis://127.0.0.1:${port}`;
  const admin = new Client(url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  admin.on("error", () => {});
  const dump = path.join(folder, "dump.rdb");
  let pid = 0;
  let end = async () => {};

  const start = async () => {
    const settings = [...SETTINGS, "--port", String(port), "--dir", folder];
    const holder = spawn("sh", ["-c", HOLD, "sh", ...settings], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [line] = await once(createInterface({ input: holder.stdout }), "line");
    pid = Number(line);
    end = async () => {
      holder.stdin.end();
      if (holder.exitCode === null && holder.signalCode === null) await once(holder, "exit");
    };
    await until("redis-server answers", () => admin.ping());
  };
  const signal = (name: NodeJS.Signals) => void process.kill(pid, name);

  await start();
  return {
    url,
    /** Commands of the test's own; they wait while the server is away. */
    admin,
    kill: () => end(),
    start,
    hang: () => signal("SIGSTOP"),
    goOn: () => signal("SIGCONT"),
    /** No command that needs memory works any more. */
    fill: async () => {
      await admin.config("SET", "maxmemory-policy", "noeviction");
      await admin.config("SET", "maxmemory", "1mb");
    },
    empty: async () => {
      await admin.config("SET", "maxmemory", "0");
    },
    /** Puts what it holds now aside; `startWithOld` brings it back. */
    keepOld: async () => {
      await admin.save();
      await copyFile(dump, `${dump}.old`);
      await rm(dump);
    },
    startWithOld: async () => {
      await copyFile(`${dump}.old`, dump);
      await start();
      await rm(dump);
    },
    close: async () => {
      admin.disconnect();
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
