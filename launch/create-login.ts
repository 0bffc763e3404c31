import type { LaunchEnvironment } from "./environment.ts";
import { startProcess } from "./processes.ts";
import { inProject } from "./project-root.ts";
import type { Command } from "./run-command.ts";

export type Login = { email: string; password: string };

/** Creates the admin of the tenant "Demo"; a user that an earlier run created is left as it is. */
export async function createLogin(
  command: Command,
  env: LaunchEnvironment,
  password: string,
): Promise<Login> {
  const login = { email: "admin@demo.test", password };
  const { exited } = await startProcess({
    name: "user:create",
    args: [
      inProject("scripts/admin.ts"),
      "user:create",
      ...["--email", login.email, "--tenant", "Demo", "--role", "admin"],
    ],
    env: { ...process.env, ...env, ADMIN_PASSWORD: password },
    output: "quiet",
    stopWithParent: true,
    command,
  });
  const { code, lastLines } = await exited;
  if (code === 0 || /exist/i.test(lastLines)) return login;
  throw new Error(`The demo login could not be created:\n${lastLines}`);
}
