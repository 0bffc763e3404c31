import { spawn } from "node:child_process";
import { childEnv } from "#launch/child-env.ts";
import type { ServerUser } from "./server-user.ts";

export type Outcome = { code: number | null; output: string };

/** Runs a program to its end as the server's user; throws only when it could not be started. */
export async function runAs(user: ServerUser, program: string, args: string[]): Promise<Outcome> {
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...spawnOptions(user),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

/**
 * In a session of its own, so that Ctrl-C in the terminal does not reach it; in `/`, because our own folder may be
 * closed to that user; without our environment, which holds secrets and may hold PG* settings.
 */
export function spawnOptions(user: ServerUser) {
  const env: Record<string, string> = { LC_ALL: "C" };
  for (const name of ["PATH", "SystemRoot", "TEMP", "TMP"]) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return { ...user, cwd: "/", detached: true, env: childEnv(env) };
}
