import { connectFacebook } from "./demo/connect-facebook.ts";
import { createCookieClient } from "./demo/cookie-client.ts";
import { play } from "./demo/play.ts";
import { printVerdict } from "./demo/print-verdict.ts";
import type { DemoChannel } from "./demo/register-channel.ts";
import { registerChannels } from "./demo/register-channels.ts";
import { createSandboxClient } from "./demo/sandbox-client.ts";
import { signIn } from "./demo/sign-in.ts";
import { withProgress } from "./progress.ts";
import { BROKEN_OFF, runCommand } from "./run-command.ts";
import { type FreshInstance, startFresh } from "./start-fresh.ts";

const isOnce = process.argv.includes("--once");

await runCommand(
  async (command) => {
    const fresh = await startFresh(command, ".data/demo-postgres");
    return await Promise.race([runDemo(fresh), fresh.system.broken]);
  },
  { stoppedCode: isOnce ? BROKEN_OFF : 0 },
);

async function runDemo(fresh: FreshInstance): Promise<number> {
  const { system, login } = fresh;
  const channels = await withProgress("Connecting Facebook through the login dialog", () =>
    connect(fresh),
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

async function connect({ system, login }: FreshInstance): Promise<DemoChannel[]> {
  const client = createCookieClient(system.appUrl);
  await signIn(client, login);
  return await registerChannels(client, await connectFacebook(client));
}
