import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Injection } from "#tests/faults/fault.ts";
import { inTurns } from "./spoil.ts";

function stopAndStart(mode: "fast" | "immediate"): Fault["inject"] {
  return (injection) => {
    const { cluster } = injection.system;
    return inTurns(injection, {
      times: injection.isLong ? 3 : 1,
      forMs: 2_000,
      begin: () => cluster.stop(mode),
      end: () => cluster.start(),
    });
  };
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
async function saidSo({ system }: Injection): Promise<string[]> {
  const { statuses, slowest_ms } = await system.sandbox.readDeliveries();
  return [
    ...((statuses["503"] ?? 0) === 0 ? ["no delivery was answered 503"] : []),
    ...((slowest_ms ?? 0) > 5_000 ? [`an answer took ${slowest_ms} ms`] : []),
  ];
}

export const DATABASE: Fault[] = [
  {
    name: "F27 postgres-stopped",
    title: "PostgreSQL stopped (fast) and started",
    inject: stopAndStart("fast"),
  },
  {
    name: "F28 postgres-crashed",
    title: "PostgreSQL stopped (immediate) and started",
    inject: stopAndStart("immediate"),
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
    name: "F30 locked",
    title: "the table of events locked for 6 s",
    check: saidSo,
    inject: (injection) =>
      inTurns(injection, {
        times: 1,
        forMs: 100,
        begin: async () => {
          const client = await injection.system.database.connect();
          try {
            await client.query("begin; lock table webhook_events in access exclusive mode");
            await sleep(6_000);
          } finally {
            await client.query("rollback");
            client.release();
          }
        },
        end: async () => {},
      }),
  },
  {
    name: "F32 slow",
    title: "PostgreSQL answers 3 s late for 10 s",
    shape: { proxies: ["database"] },
    inject: (injection) => {
      const proxy = injection.system.proxies.get("database");
      return inTurns(injection, {
        times: 1,
        forMs: 10_000,
        begin: async () => proxy.set({ kind: "delay", ms: 1_500 }),
        end: async () => proxy.set({ kind: "pass" }),
      });
    },
  },
  {
    name: "F33 no-writes",
    title: "PostgreSQL refuses to write for 8 s, as with a full disk",
    isShort: true,
    check: saidSo,
    inject: (injection) =>
      inTurns(injection, {
        times: 1,
        forMs: injection.isLong ? 8_000 : 2_000,
        begin: () => refuseWrites(injection, true),
        end: () => refuseWrites(injection, false),
      }),
  },
  {
    name: "F33 blackhole",
    title: "PostgreSQL's answers vanish for 10 s",
    shape: { proxies: ["database"] },
    inject: (injection) => {
      const proxy = injection.system.proxies.get("database");
      return inTurns(injection, {
        times: 1,
        forMs: 10_000,
        begin: async () => proxy.set({ kind: "blackhole" }),
        end: async () => {
          proxy.cutAll();
          proxy.set({ kind: "pass" });
        },
      });
    },
  },
];
