import { randomBytes } from "node:crypto";
import { connectFacebook } from "#launch/demo/connect-facebook.ts";
import { registerChannels } from "#launch/demo/register-channels.ts";
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

async function oldKids({ system }: Injection): Promise<string[]> {
  const { rows } = await system.database.query<{ sealed: string }>(
    `select page_access_token as sealed from crm_channels where page_access_token is not null`,
  );
  const kids = rows.map(({ sealed }) => {
    const [header = ""] = sealed.split(".");
    return JSON.parse(Buffer.from(header, "base64url").toString()).kid as string;
  });
  if (kids.length === 0) return ["no token was found"];
  return kids.filter((kid) => kid !== NEW_KID).map((kid) => `a new token is sealed with ${kid}`);
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
    title: "a new key for tokens is added, comes first, and seals what is connected anew",
    shape: { webs: 2, workers: 2 },
    inject: async (injection) => {
      const { system, pause } = injection;
      const old = system.secrets.TOKEN_ENCRYPTION_KEYS;
      const fresh = `${NEW_KID}:${randomBytes(32).toString("base64")}`;
      await pause(1_000);
      // First all must know it: who does not cannot open what another one seals.
      await rollOut(injection, ["web", "worker"], { TOKEN_ENCRYPTION_KEYS: `${old},${fresh}` });
      await rollOut(injection, ["web", "worker"], { TOKEN_ENCRYPTION_KEYS: `${fresh},${old}` });
      await registerChannels(system.client, await connectFacebook(system.client));
    },
    check: oldKids,
  },
];
