import { loadDotEnv } from "./load-dot-env.ts";
import { openDatabase } from "./open-database.ts";
import { inProject } from "./project-root.ts";
import { runCommand } from "./run-command.ts";
import { runForeground } from "./run-foreground.ts";

await runCommand(async (command) => {
  loadDotEnv();
  const env = { ...process.env, DATABASE_URL: await openDatabase(command) };
  return await runForeground(
    [inProject("scripts/admin.ts"), ...process.argv.slice(2)],
    env,
    command,
  );
});
