import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Fault, Injection } from "#tests/faults/fault.ts";
import { CERTIFICATES } from "#tests/faults/tls.ts";
import { inTurns } from "./spoil.ts";

const run = promisify(execFile);

/** New connections only: who has one does not look the name up. */
async function lookUp({ system }: Injection, says: string): Promise<void> {
  await system.setNames(says);
  system.proxies.get("graph").cutAll();
}

/** Nothing of a message that was not sent is in doubt: it may go out as soon as Graph is back. */
async function nothingDoubted({ system }: Injection): Promise<string[]> {
  const { rows } = await system.database.query<{ count: number }>(
    "select count(*)::int as count from messages where absent_reads > 0",
  );
  const count = rows[0]?.count ?? 0;
  return count === 0 ? [] : [`${count} messages were looked for at Meta that were never sent`];
}

/** Between the product and Graph, before a connection stands. */
export const NETWORK: Fault[] = [
  {
    name: "F56 names",
    title: "Graph's name does not resolve for 6 s, then 5 s late",
    shape: { graphBy: "name", proxies: ["graph"] },
    inject: async (injection) => {
      for (const says of ["fail", "5000"]) {
        await inTurns(injection, {
          times: 1,
          ofTurns: 2,
          forMs: 6_000,
          begin: () => lookUp(injection, says),
          end: () => lookUp(injection, "fine"),
        });
      }
    },
  },
  {
    name: "F57 certificate",
    title: "Graph's certificate expired, then one of another host",
    shape: { graphBy: "tls" },
    whyNot: () =>
      run("openssl", ["version"]).then(
        () => null,
        () => "there is no openssl",
      ),
    inject: async (injection) => {
      const { tls } = injection.system.proxies;
      const [right, ...wrong] = CERTIFICATES;
      for (const name of wrong) {
        const before = tls?.refusals() ?? 0;
        await inTurns(
          { ...injection, count: () => {} },
          {
            times: 1,
            ofTurns: wrong.length,
            forMs: 5_000,
            begin: async () => tls?.show(name),
            end: async () => tls?.show(right),
          },
        );
        injection.count((tls?.refusals() ?? 0) - before);
      }
    },
    check: nothingDoubted,
  },
];
