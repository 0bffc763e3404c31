import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, realpath, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { findBinaries } from "./postgres/binaries.ts";
import { findPostmaster } from "./postgres/postmaster.ts";
import { findServerUser } from "./postgres/server-user.ts";
import { startServer } from "./postgres/start-server.ts";
import { stopServer } from "./postgres/stop-server.ts";
import { withConnection } from "./postgres/with-connection.ts";
import { openEmbeddedPostgres } from "./postgres.ts";

const heldSchema = z.object({ url: z.string(), port: z.number(), joined: z.boolean() });
type Held = z.infer<typeof heldSchema> & { process: ChildProcess };

const log = () => {};
const holders: ChildProcess[] = [];
let root = "";
let dataDir = "";

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "switchboard-test-"));
  await chmod(root, 0o755);
  dataDir = path.join(root, "postgres");
});

afterEach(async () => {
  for (const holder of holders.splice(0)) holder.kill("SIGKILL");
  // Joining and leaving as the last user ends whatever a test left running.
  if (existsSync(path.join(dataDir, "password"))) await (await open()).close();
  await rm(root, { recursive: true, force: true });
});

describe("one launcher", () => {
  it("gives a durable UTF-8 server that listens on loopback alone and ends with its user", async () => {
    const server = await open();
    expect(server.joined).toBe(false);
    expect(await show(server.url, "server_encoding")).toBe("UTF8");
    expect(await show(server.url, "fsync")).toBe("on");
    expect(await show(server.url, "listen_addresses")).toBe("127.0.0.1");
    expect(Number(await show(server.url, "max_connections"))).toBeGreaterThanOrEqual(100);
    expect(await query(server.url, "select upper('привет') as value")).toBe("ПРИВЕТ");
    expect((await stat(path.join(dataDir, "password"))).mode & 0o777).toBe(0o600);
    await server.close();
    expect(await runningPid()).toBeNull();
  });

  it("keeps what was committed when launcher and server are killed with -9", async () => {
    const holder = await hold();
    await query(holder.url, "create table kept as select 42 as value");
    const pid = await runningPid();
    holder.process.kill("SIGKILL");
    process.kill(pid ?? 0, "SIGKILL");
    const server = await open();
    expect(server.joined).toBe(false);
    expect(await query(server.url, "select value from kept")).toBe(42);
    await server.close();
  });

  it("adopts the server of a launcher that was killed with -9, and then ends it", async () => {
    const holder = await hold();
    const pid = await runningPid();
    holder.process.kill("SIGKILL");
    await once(holder.process, "exit");
    const server = await open();
    expect(server).toMatchObject({ joined: true, port: holder.port });
    expect(await runningPid()).toBe(pid);
    await server.close();
    expect(await runningPid()).toBeNull();
  });

  it("makes the cluster anew when its making was killed", async () => {
    const process_ = spawnHolder("persistent");
    const part = await until(async () =>
      (await readdir(dataDir).catch(() => [])).find((name) => name.startsWith("cluster-part-")),
    );
    await until(async () => existsSync(path.join(dataDir, part, "data/base")));
    process_.kill("SIGKILL");
    await once(process_, "exit");
    expect(existsSync(path.join(dataDir, "cluster"))).toBe(false);
    const server = await open();
    expect(await query(server.url, "select 1 as value")).toBe(1);
    await server.close();
    expect((await readdir(dataDir)).filter((name) => name.startsWith("cluster-"))).toEqual([]);
  });

  it("starts although the pid in a stale file belongs to another process now", async () => {
    await (await open()).close();
    const user = await findServerUser();
    const stranger = spawn("sleep", ["60"], { ...user, stdio: "ignore" });
    const lines = [stranger.pid, await cluster(), 1, 1, "", "127.0.0.1", "1 1", "ready"];
    await writeFile(path.join(await cluster(), "postmaster.pid"), `${lines.join("\n")}\n`);
    const server = await open();
    expect(await query(server.url, "select 1 as value")).toBe(1);
    expect(stranger.exitCode).toBeNull();
    await server.close();
    stranger.kill();
  });

  it("takes another port when the chosen one was taken before it could be bound", async () => {
    await (await open()).close();
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const taken = z.object({ port: z.number() }).parse(blocker.address()).port;
    const ports = [taken, taken];
    const user = await findServerUser();
    const needs = { cluster: await cluster(), binaries: await findBinaries(user), user };
    const port = await startServer({
      ...needs,
      durable: true,
      logFile: path.join(dataDir, "server.log"),
      choosePort: async () => ports.pop() ?? (await freePort()),
    });
    expect(port).not.toBe(taken);
    await stopServer(needs, "fast");
    blocker.close();
  });

  it.skipIf(process.getuid?.() !== 0)("works below a folder closed to its user", async () => {
    await chmod(root, 0o700);
    const lines: string[] = [];
    const server = await openEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
    await query(server.url, "create table kept as select 42 as value");
    await server.close();
    expect(lines.join()).toContain("its data is kept in");
    const again = await openEmbeddedPostgres({ dataDir, log });
    expect(await query(again.url, "select value from kept")).toBe(42);
    await again.close();
    await rm(path.dirname(await cluster()), { recursive: true, force: true });
    await rm(path.join(dataDir, "password"));
  });
});

describe("several launchers", () => {
  it("share one server when they start in the same second", async () => {
    const held = await Promise.all([hold(), hold(), hold()]);
    expect(held.filter(({ joined }) => !joined)).toHaveLength(1);
    expect(new Set(held.map(({ port }) => port)).size).toBe(1);
  });

  it("keep it until the last one leaves, by SIGINT as by SIGTERM", async () => {
    const [first, second] = [await hold(), await hold()];
    await end(first, "SIGINT");
    expect(await query(second.url, "select 1 as value")).toBe(1);
    await end(second, "SIGTERM");
    expect(await runningPid()).toBeNull();
  });

  it("do not count those that were killed with -9", async () => {
    const [dead, last] = [await hold(), await hold()];
    dead.process.kill("SIGKILL");
    await once(dead.process, "exit");
    await end(last, "SIGTERM");
    expect(await runningPid()).toBeNull();
  });

  it("do not lose it to Ctrl-C, which goes to a whole process group", async () => {
    const [first, second] = [await hold(), await hold()];
    process.kill(-(first.process.pid ?? 0), "SIGINT");
    await once(first.process, "exit");
    expect(await query(second.url, "select 1 as value")).toBe(1);
  });
});

describe("ephemeral databases", () => {
  it("are apart from each other and deleted on close", async () => {
    const parent = path.join(root, "runs");
    const options = { dataDir: parent, log, ephemeral: true, durable: false };
    const [one, two] = await Promise.all([
      openEmbeddedPostgres(options),
      openEmbeddedPostgres(options),
    ]);
    expect(one.port).not.toBe(two.port);
    await Promise.all([one.close(), two.close()]);
    expect(await runFolders(parent)).toEqual([]);
  });

  it("of a dead run are stopped and deleted by the next, those of a live run are not", async () => {
    const parent = path.join(root, "runs");
    const live = await hold("ephemeral", parent);
    const [liveFolder] = await runFolders(parent);
    const dead = await hold("ephemeral", parent);
    dead.process.kill("SIGKILL");
    await once(dead.process, "exit");
    const next = await openEmbeddedPostgres({ dataDir: parent, log, ephemeral: true });
    expect(await runFolders(parent)).toHaveLength(2);
    expect(await runFolders(parent)).toContain(liveFolder);
    await expect(query(dead.url, "select 1 as value")).rejects.toThrow("ECONNREFUSED");
    expect(await query(live.url, "select 1 as value")).toBe(1);
    await next.close();
    await end(live, "SIGTERM");
    expect(await runFolders(parent)).toEqual([]);
  });
});

function open() {
  return openEmbeddedPostgres({ dataDir, log });
}

function spawnHolder(kind: string, folder = dataDir): ChildProcess {
  const program = path.resolve("tests/support/hold-postgres.ts");
  const child = spawn(process.execPath, [program, folder, kind], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  holders.push(child);
  return child;
}

async function hold(kind = "persistent", folder = dataDir): Promise<Held> {
  const child = spawnHolder(kind, folder);
  if (child.stdout === null) throw new Error("The holder has no output.");
  for await (const line of createInterface(child.stdout)) {
    return { ...heldSchema.parse(JSON.parse(line)), process: child };
  }
  throw new Error("The holder ended without a word.");
}

async function end(held: Held, signal: NodeJS.Signals): Promise<void> {
  held.process.kill(signal);
  await once(held.process, "exit");
}

async function query(url: string, text: string): Promise<unknown> {
  const { rows } = await withConnection(url, (client) => client.query<{ value: unknown }>(text));
  return rows[0]?.value;
}

async function show(url: string, setting: string): Promise<unknown> {
  return await query(url, `select current_setting('${setting}') as value`);
}

async function cluster(): Promise<string> {
  return await realpath(path.join(dataDir, "cluster"));
}

async function runningPid(): Promise<number | null> {
  return (await findPostmaster(await cluster()))?.pid ?? null;
}

async function runFolders(parent: string): Promise<string[]> {
  return (await readdir(parent)).filter((name) => name.startsWith("run-"));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  server.close();
  return port;
}

async function until<T>(find: () => Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const found = await find();
    if (found) return found;
    await sleep(2);
  }
}
