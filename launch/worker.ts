import { loadDotEnv } from "./load-dot-env.ts";
import { openDatabase } from "./open-database.ts";
import { startProcess } from "./processes.ts";
import { inProject } from "./project-root.ts";
import { runCommand } from "./run-command.ts";

await runCommand(async (command) => {
  loadDotEnv();
  const env = { ...process.env, NODE_ENV: "production" };
  const worker = await startProcess({
    name: "worker",
    args: [inProject("worker/main.ts")],
    env: { ...env, DATABASE_URL: await openDatabase(command) },
    output: "forward",
    stopWithParent: true,
    command,
  });
  return (await worker.exited).code;
});
