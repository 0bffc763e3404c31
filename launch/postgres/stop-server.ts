import type { Binaries } from "./binaries.ts";
import { findPostmaster } from "./postmaster.ts";
import { runAs } from "./run-as.ts";
import type { ServerUser } from "./server-user.ts";

type StopNeeds = { cluster: string; binaries: Binaries; user: ServerUser };

/** Ends the server of a cluster, if there is one: `fast` closes it cleanly, `immediate` as if it had crashed. */
export async function stopServer(
  { cluster, binaries, user }: StopNeeds,
  mode: "fast" | "immediate",
): Promise<void> {
  for (const attempt of mode === "fast" ? ["fast", "immediate"] : ["immediate"]) {
    if ((await findPostmaster(cluster)) === null) return;
    const args = [
      "stop",
      "-D",
      cluster,
      "-m",
      attempt,
      "-w",
      "-t",
      attempt === "fast" ? "60" : "10",
    ];
    if ((await runAs(user, binaries.pg_ctl, args)).code === 0) return;
  }
  const postmaster = await findPostmaster(cluster);
  if (postmaster !== null) process.kill(postmaster.pid, "SIGKILL");
}
