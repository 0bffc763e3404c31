import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { inProject } from "#launch/project-root.ts";

/**
 * Runs an operator's command as the process that it is.
 *
 * @param onLine Hears of each piece of its output, and may end the process.
 */
export async function runAdmin(
  args: readonly string[],
  settings: Record<string, string> = {},
  onLine: (child: ChildProcess) => void = () => {},
): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, [inProject("scripts/admin.ts"), ...args], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.on("data", () => onLine(child));
  const [out, errors] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: child.exitCode, out, errors };
}
