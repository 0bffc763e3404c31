import { startProcess } from "#launch/processes.ts";
import { inProject } from "#launch/project-root.ts";
import { runCommand } from "#launch/run-command.ts";

/** Its test makes the file, because only there the screens can be rendered; it fails before it writes a gap. */
await runCommand(async (command) => {
  const { exited } = await startProcess({
    name: "docs:messages",
    args: [
      inProject("node_modules/vitest/vitest.mjs"),
      ..."run tests/docs/messages.test.tsx --project unit --bail=1 --update".split(" "),
    ],
    env: process.env,
    output: "forward",
    command,
  });
  return (await exited).code;
});
