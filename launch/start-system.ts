import { type LaunchEnvironment, makeEnvironment } from "./environment.ts";
import { claimPort } from "./ports.ts";
import { type ManagedProcess, startProcess } from "./processes.ts";
import { inProject } from "./project-root.ts";
import type { Command } from "./run-command.ts";
import type { Secrets } from "./secrets.ts";

export type System = {
  env: LaunchEnvironment;
  appUrl: string;
  sandboxUrl: string;
  /** Rejects when the server or the sandbox ends while the command still runs. */
  broken: Promise<never>;
};

type Options = {
  databaseUrl: string;
  secrets: Secrets;
  given?: Record<string, string | undefined>;
  isDev?: boolean;
  output: "prefix" | "quiet";
};

/** Starts the sandbox and a product server that takes it for Meta and dm-voice-agent, on free ports. */
export async function startSystem(command: Command, options: Options): Promise<System> {
  const app = await claimPortFor("app", command, process.env.PORT, 3000);
  const sandbox = await claimPortFor("sandbox", command, process.env.SANDBOX_PORT, 4010);
  const made = makeEnvironment({ ...options, appPort: app, sandboxPort: sandbox });
  const env = { ...made, NODE_ENV: options.isDev ? "development" : "production" };
  const common = { env: { ...process.env, ...env }, output: options.output, command };
  const [sandboxProcess, serverProcess] = await Promise.all([
    startProcess({
      ...common,
      name: "sandbox",
      args: [inProject("sandbox/main.ts")],
      ready: /^sandbox ready /,
      stopWithParent: true,
    }),
    startProcess({
      ...common,
      name: "server",
      args: [inProject("server/main.ts"), ...(options.isDev ? ["--dev"] : [])],
      ready: /^switchboard ready /,
    }),
  ]);
  const broken = Promise.race(
    [sandboxProcess, serverProcess].map((child) => failAtEnd(child, command)),
  );
  // Whoever awaits it later still gets the rejection; until then it must not end the process.
  broken.catch(() => {});
  return {
    env,
    appUrl: env.APP_BASE_URL,
    sandboxUrl: `http://127.0.0.1:${sandbox}`,
    broken,
  };
}

async function claimPortFor(
  what: string,
  command: Command,
  wished: string | undefined,
  standard: number,
): Promise<number> {
  const wanted = Number(wished || standard);
  const { port, release } = await claimPort(wanted);
  command.onStop(async () => release());
  if (port !== wanted) console.log(`Port ${wanted} is taken: the ${what} uses ${port}.`);
  return port;
}

async function failAtEnd(child: ManagedProcess, command: Command): Promise<never> {
  const { code, lastLines } = await child.exited;
  command.signal.throwIfAborted();
  throw new Error(`The ${child.name} ended with code ${code}. Its last lines:\n${lastLines}`);
}
