import { execFile } from "node:child_process";
import { readFile, readlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

export type Postmaster = { pid: number; port: number; status: string };

/** What `postmaster.pid` says about the server of this cluster; null when there is none, or none alive. */
export async function findPostmaster(cluster: string): Promise<Postmaster | null> {
  const postmaster = await readPostmaster(cluster);
  return postmaster !== null && (await isServerOf(postmaster.pid, cluster)) ? postmaster : null;
}

/** The lines of `postmaster.pid`: pid, folder, start time, port, socket folder, address, memory key, status. */
export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  let text: string;
  try {
    text = await readFile(path.join(cluster, "postmaster.pid"), "utf8");
  } catch {
    // No server, or it has just ended and taken its file along.
    return null;
  }
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), status: lines[7] ?? "" };
}

/** After `kill -9` the process id may belong to anybody: a server is ours when it lives in the cluster's folder. */
async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  try {
    if (process.platform === "linux") return (await readlink(`/proc/${pid}/cwd`)) === cluster;
    process.kill(pid, 0);
    if (process.platform === "win32") return true;
    const { stdout } = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]);
    return stdout.includes(cluster);
  } catch {
    // Gone, or already a zombie.
    return false;
  }
}
