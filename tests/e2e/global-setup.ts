import { createLogin } from "#launch/create-login.ts";
import { openEmbeddedPostgres } from "#launch/postgres.ts";
import { inProject } from "#launch/project-root.ts";
import { makeSecrets } from "#launch/secrets.ts";
import { startSystem } from "#launch/start-system.ts";

/** The production build, a sandbox and a database of this run; their addresses go to the tests. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const undo: (() => Promise<void>)[] = [];
  const never = new AbortController().signal;
  const command = {
    signal: never,
    hurry: never,
    onStop: (step: () => Promise<void>) => void undo.push(step),
  };
  const stop = async () => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  };
  try {
    const database = await openEmbeddedPostgres({
      dataDir: inProject(".data/e2e-postgres"),
      log: console.log,
      ephemeral: true,
      durable: false,
    });
    undo.push(database.close);
    const secrets = makeSecrets();
    const system = await startSystem(command, {
      databaseUrl: database.url,
      secrets,
      output: "prefix",
    });
    const login = await createLogin(command, system.env, secrets.loginPassword);
    process.env.E2E_APP_URL = system.appUrl;
    process.env.E2E_SANDBOX_URL = system.sandboxUrl;
    process.env.E2E_DATABASE_URL = database.url;
    process.env.E2E_EMAIL = login.email;
    process.env.E2E_PASSWORD = login.password;
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
