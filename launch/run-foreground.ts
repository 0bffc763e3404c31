import { spawn } from "node:child_process";
import { once } from "node:events";
import { childEnv } from "./child-env.ts";
import type { Command } from "./run-command.ts";

/** Runs `node` with these arguments on our own terminal, where it may ask questions, and answers its exit code. */
export async function runForeground(
  args: string[],
  env: Record<string, string | undefined>,
  command: Pick<Command, "onStop">,
): Promise<number> {
  const child = spawn(process.execPath, args, { env: childEnv(env), stdio: "inherit" });
  const exited = once(child, "exit");
  command.onStop(async () => {
    child.kill("SIGTERM");
    await exited;
  });
  const [code] = await exited;
  return typeof code === "number" ? code : 1;
}
