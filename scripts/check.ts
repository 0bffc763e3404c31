import { runChecks } from "#launch/checks.ts";
import { BROKEN_OFF, runCommand } from "#launch/run-command.ts";

await runCommand(
  async (command) => {
    const results = await runChecks(command);
    return results.every(({ isOk }) => isOk) ? 0 : 1;
  },
  { stoppedCode: BROKEN_OFF },
);
