import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Injection } from "#tests/faults/fault.ts";
import { inTurns } from "./spoil.ts";

/** In every way in which it can end, one after the other. */
async function stopAndStart(injection: Injection): Promise<void> {
  const { cluster } = injection.system;
  const ways = [() => cluster.stop("immediate"), () => cluster.stop("fast"), cluster.kill];
  for (const begin of injection.isLong ? ways : ways.slice(0, 1)) {
    await inTurns(injection, { times: 1, ofTurns: 3, forMs: 2_000, begin, end: cluster.start });
  }
}

const CUT = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = '%' and pid <> pg_backend_pid()`;

async function refuseWrites({ system }: Injection, isOn: boolean): Promise<void> {
  const { cluster, databaseName } = system;
  await cluster.run(
    `alter database ${databaseName} set default_transaction_read_only = ${isOn ? "on" : "off"}`,
  );
  await cluster.run(CUT.replace("%", databaseName));
}

/** The acknowledgements must have stopped while nothing could be stored, and never have been late. */
async function answeredInTime({ system }: Injection): Promise<string[]> {
  const { statuses, slowest_ms } = await system.sandbox.readDeliveries();
  return [
    ...((statuses["503"] ?? 0) === 0 ? ["no delivery was answered 503"] : []),
    ...((slowest_ms ?? 0) > 5_000 ? [`an answer took ${slowest_ms} ms`] : []),
  ];
}

/** Nobody can read or write events while somebody else holds them. */
async function lockEvents({ system }: Injection): Promise<void> {
  const client = await system.database.connect();
  try {
    await client.query("begin; lock table webhook_events in access exclusive mode");
    await sleep(LOCKED_MS);
  } finally {
    await client.query("rollback");
    client.release();
  }
}

const LOCKED_MS = 6_000;
const nothing = async () => {};

const STRACE = "strace";
const FAILING = ["-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO"];
const FAILING_MS = 1_500;

/** Every fdatasync of the processes that the server has now fails. */
async function failSync({ system, count }: Injection): Promise<void> {
  const { cluster } = system;
  const before = await cluster.panics();
  const pids = (await cluster.children()).flatMap((pid) => ["-p", String(pid)]);
  const strace = spawn(STRACE, ["-qq", "-o", "/dev/null", ...FAILING, ...pids], {
    stdio: "ignore",
  });
  const ended = once(strace, "close");
  await sleep(FAILING_MS);
  strace.kill("SIGTERM");
  await ended;
  count((await cluster.panics()) - before);
}

async function canTrace(): Promise<string | null> {
  const strace = spawn(STRACE, ["-qq", ...FAILING, "true"], { stdio: "ignore" });
  const [code] = await once(strace, "close").catch(() => [1]);
  return code === 0 ? null : "strace cannot be used here";
}

export const DATABASE: Fault[] = [
  {
    name: "F27-28 postgres",
    title: "PostgreSQL stopped, crashed and killed, and started again",
    inject: stopAndStart,
  },
  {
    name: "F28 connections",
    title: "all connections to PostgreSQL cut",
    inject: async ({ system, random, pause, isLoaded, count }) => {
      while (isLoaded()) {
        await pause(random.between(300, 1_500));
        await system.cluster.run(CUT.replace("%", system.databaseName));
        count();
      }
    },
  },
  {
    name: "F29 commit",
    title: "connection lost while PostgreSQL commits",
    shape: { proxies: ["database"] },
    inject: async ({ system, random, pause, isLoaded, count }) => {
      const proxy = system.proxies.get("database");
      await pause(1_000);
      proxy.set({
        kind: "lose-answer",
        when: (request) =>
          random.next() < (/commit/i.test(request.toString("latin1")) ? 0.02 : 0.003),
      });
      while (isLoaded()) await pause(500);
      proxy.set({ kind: "pass" });
      count(proxy.struck());
    },
  },
  {
    name: "F30-32 slow",
    title: "events locked for 6 s, PostgreSQL 3 s late, then silent",
    shape: { proxies: ["database"] },
    inject: async (injection) => {
      const proxy = injection.system.proxies.get("database");
      const turn = { times: 1, ofTurns: 4, forMs: 8_000 };
      const pass = async () => {
        proxy.set({ kind: "pass" });
        proxy.cutAll();
      };
      await inTurns(injection, {
        ...turn,
        forMs: 0,
        begin: () => lockEvents(injection),
        end: nothing,
      });
      const late = async () => proxy.set({ kind: "delay", ms: 1_500 });
      await inTurns(injection, { ...turn, begin: late, end: pass });
      const silent = async () => proxy.set({ kind: "blackhole" });
      await inTurns(injection, { ...turn, begin: silent, end: pass });
    },
    check: answeredInTime,
  },
  {
    name: "F34 fdatasync",
    title: "fdatasync fails: PostgreSQL panics and recovers by itself",
    whyNot: canTrace,
    inject: (injection) =>
      inTurns(
        { ...injection, count: nothing },
        {
          times: injection.isLong ? 3 : 1,
          forMs: 0,
          begin: () => failSync(injection),
          end: nothing,
        },
      ),
  },
  {
    name: "F33 no-writes",
    title: "PostgreSQL refuses to write, as with a full disk",
    isShort: true,
    inject: (injection) =>
      inTurns(injection, {
        times: 1,
        forMs: injection.isLong ? 8_000 : 2_000,
        begin: () => refuseWrites(injection, true),
        end: () => refuseWrites(injection, false),
      }),
    check: answeredInTime,
  },
];
