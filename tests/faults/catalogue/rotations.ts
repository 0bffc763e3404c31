import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { inProject } from "#launch/project-root.ts";
import type { Fault, Injection } from "#tests/faults/fault.ts";

const NEW_KID = "fault2";

/** One process after the other starts anew with another value. */
async function rollOut(
  { system, count }: Injection,
  kinds: readonly ("web" | "worker")[],
  change: Record<string, string>,
): Promise<void> {
  for (const kind of kinds) Object.assign(system.tweaks[kind], change);
  for (const program of kinds.flatMap((kind) => system[`${kind}s`])) {
    await program.deploy();
    await program.up();
    count();
  }
}

const run = promisify(execFile);

/** As the operator does it, beside everything that runs. */
async function rotateKeys({ system }: Injection, keys: string): Promise<void> {
  const { cluster, databaseName, secrets } = system;
  await run(process.execPath, [inProject("scripts/admin.ts"), "keys:rotate", "--limit", "1"], {
    env: {
      ...secrets,
      NODE_ENV: "production",
      DATABASE_URL: cluster.urlOf(databaseName),
      TOKEN_ENCRYPTION_KEYS: keys,
    },
  });
}

async function oldKids({ system }: Injection): Promise<string[]> {
  const { rows } = await system.database.query<{ sealed: string }>(
    `select page_access_token as sealed from crm_channels where page_access_token <> ''
     union all select access_token from facebook_accounts where access_token <> ''`,
  );
  const kids = rows.map(({ sealed }) => {
    const [header = ""] = sealed.split(".");
    return JSON.parse(Buffer.from(header, "base64url").toString()).kid as string;
  });
  if (kids.length === 0) return ["no token was found"];
  return kids.filter((kid) => kid !== NEW_KID).map((kid) => `a token is still sealed with ${kid}`);
}

/** Secrets that are changed while messages come in. */
export const ROTATIONS: Fault[] = [
  {
    name: "F58 app-secret",
    title: "a new app secret comes first, deliveries are signed with the old one",
    inject: async (injection) => {
      const { system, pause } = injection;
      await pause(2_000);
      const old = system.secrets.FACEBOOK_APP_SECRET;
      // To the sandbox's Graph the new secret is none yet, so who calls it keeps the old one.
      await rollOut(injection, ["web"], {
        FACEBOOK_APP_SECRET: `${randomBytes(16).toString("hex")},${old}`,
      });
    },
    check: async ({ system }) => {
      const { statuses } = await system.sandbox.readDeliveries();
      return statuses["401"] === undefined ? [] : [`${statuses["401"]} deliveries were refused`];
    },
  },
  {
    name: "F59 encryption-key",
    title:
      "a new key for tokens is added, comes first, seals all of them anew, and the old one goes",
    shape: { webs: 2, workers: 2 },
    inject: async (injection) => {
      const { system, pause } = injection;
      const old = system.secrets.TOKEN_ENCRYPTION_KEYS;
      const fresh = `${NEW_KID}:${randomBytes(32).toString("base64")}`;
      await pause(1_000);
      // First all must know it: who does not cannot open what another one seals.
      await rollOut(injection, ["web", "worker"], { TOKEN_ENCRYPTION_KEYS: `${old},${fresh}` });
      await rollOut(injection, ["web", "worker"], { TOKEN_ENCRYPTION_KEYS: `${fresh},${old}` });
      await rotateKeys(injection, `${fresh},${old}`);
      await rollOut(injection, ["web", "worker"], { TOKEN_ENCRYPTION_KEYS: fresh });
    },
    check: oldKids,
  },
];
