import { requireBuild } from "./build.ts";
import { loadDotEnv } from "./load-dot-env.ts";
import { openDatabase } from "./open-database.ts";
import { startProcess } from "./processes.ts";
import { inProject } from "./project-root.ts";
import { runCommand } from "./run-command.ts";

await runCommand(async (command) => {
  loadDotEnv();
  await requireBuild();
  const env = { ...process.env, NODE_ENV: "production" };
  const server = await startProcess({
    name: "server",
    args: [inProject("server/main.ts")],
    env: { ...env, DATABASE_URL: await openDatabase(command) },
    output: "forward",
    command,
  });
  return (await server.exited).code;
});
