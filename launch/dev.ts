import { createLogin } from "./create-login.ts";
import { loadDotEnv } from "./load-dot-env.ts";
import { openDatabase } from "./open-database.ts";
import { inProject } from "./project-root.ts";
import { runCommand } from "./run-command.ts";
import { keepSecrets } from "./secrets.ts";
import { startSystem } from "./start-system.ts";

await runCommand(async (command) => {
  loadDotEnv();
  const secrets = await keepSecrets(inProject(".data/dev-secrets.json"));
  const databaseUrl = await openDatabase(command, ".data/dev-postgres");
  const { appUrl, sandboxUrl, env, broken } = await startSystem(command, {
    databaseUrl,
    secrets,
    given: process.env,
    isDev: true,
    output: "prefix",
  });
  const login = await createLogin(command, env, secrets.loginPassword);
  console.log(`
  App            ${appUrl}
  Login          ${login.email}   ${login.password}
  Be a customer  ${sandboxUrl}/customer
  Ctrl-C stops everything.
`);
  return await broken;
});
