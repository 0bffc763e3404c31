import { ensureBuilt } from "./build.ts";
import { createLogin, type Login } from "./create-login.ts";
import { openEmbeddedPostgres } from "./postgres.ts";
import { withProgress } from "./progress.ts";
import { inProject } from "./project-root.ts";
import type { Command } from "./run-command.ts";
import { makeSecrets } from "./secrets.ts";
import { type System, startSystem } from "./start-system.ts";

export type FreshInstance = { system: System; databaseUrl: string; login: Login };

/** A production server, a sandbox and an empty database below `dataDir`, which all end with the command. */
export async function startFresh(command: Command, dataDir: string): Promise<FreshInstance> {
  await ensureBuilt(command);
  const secrets = makeSecrets();
  const databaseUrl = await withProgress("Starting PostgreSQL", async () => {
    const server = await openEmbeddedPostgres({
      dataDir: inProject(dataDir),
      log: console.log,
      ephemeral: true,
    });
    command.onStop(server.close);
    return server.url;
  });
  const system = await withProgress("Starting the server and the sandbox", () =>
    startSystem(command, { databaseUrl, secrets, output: "quiet" }),
  );
  const login = await withProgress("Creating a login", () =>
    createLogin(command, system.env, secrets.loginPassword),
  );
  return { system, databaseUrl, login };
}
