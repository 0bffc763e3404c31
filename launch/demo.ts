import { ensureBuilt } from "./build.ts";
import { createLogin, type Login } from "./create-login.ts";
import { connectFacebook } from "./demo/connect-facebook.ts";
import { createCookieClient } from "./demo/cookie-client.ts";
import { play } from "./demo/play.ts";
import { printVerdict } from "./demo/print-verdict.ts";
import { type DemoChannel, registerChannels } from "./demo/register-channels.ts";
import { createSandboxClient } from "./demo/sandbox-client.ts";
import { signIn } from "./demo/sign-in.ts";
import { openEmbeddedPostgres } from "./postgres.ts";
import { withProgress } from "./progress.ts";
import { inProject } from "./project-root.ts";
import { type Command, runCommand } from "./run-command.ts";
import { makeSecrets } from "./secrets.ts";
import { type System, startSystem } from "./start-system.ts";

const isOnce = process.argv.includes("--once");

await runCommand(async (command) => {
  await ensureBuilt(command);
  const secrets = makeSecrets();
  const databaseUrl = await withProgress("Starting PostgreSQL", () => openDemoDatabase(command));
  const system = await withProgress("Starting the server and the sandbox", () =>
    startSystem(command, { databaseUrl, secrets, output: "quiet" }),
  );
  return await Promise.race([runDemo(command, system, secrets.loginPassword), system.broken]);
});

async function openDemoDatabase(command: Command): Promise<string> {
  const dataDir = inProject(".data/demo-postgres");
  const server = await openEmbeddedPostgres({ dataDir, log: console.log, ephemeral: true });
  command.onStop(server.close);
  return server.url;
}

async function runDemo(command: Command, system: System, password: string): Promise<number> {
  const login = await withProgress("Creating a login", () =>
    createLogin(command, system.env, password),
  );
  const channels = await withProgress("Connecting Facebook through the login dialog", () =>
    connect(system, login),
  );
  console.log(`Connected: ${channels.map(({ name }) => name).join(", ")}\n`);
  const verdict = await play(createSandboxClient(system.sandboxUrl), channels);
  printVerdict(verdict);
  if (isOnce) return verdict.problems.length === 0 ? 0 : 1;
  console.log(`
  App            ${system.appUrl}
  Login          ${login.email}   ${login.password}
  Be a customer  ${system.sandboxUrl}/customer
  Ctrl-C stops everything.
`);
  return await system.broken;
}

async function connect(system: System, login: Login): Promise<DemoChannel[]> {
  const client = createCookieClient(system.appUrl);
  await signIn(client, login);
  return await registerChannels(client, await connectFacebook(client));
}
