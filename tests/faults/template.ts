import { createLogin, type Login } from "#launch/create-login.ts";
import { makeEnvironment } from "#launch/environment.ts";
import type { Command } from "#launch/run-command.ts";
import { makeSecrets } from "#launch/secrets.ts";
import type { Cluster } from "./postgres-cluster.ts";

/** A database with the schema and an admin, from which each fault gets its copy. */
export type Template = {
  login: Login;
  /** The environment of product and sandbox that is the same for all faults. */
  secrets: Record<string, string>;
  /** What must not be in anybody's output. */
  neverTold: string[];
  copy(name: string): Promise<string>;
  drop(database: string): Promise<void>;
};

const NAME = "fault_template";

export async function makeTemplate(command: Command, cluster: Cluster): Promise<Template> {
  await cluster.run(`create database ${NAME}`);
  const secrets = makeSecrets();
  const environment = makeEnvironment({
    databaseUrl: cluster.urlOf(NAME),
    appPort: 0,
    sandboxPort: 0,
    secrets,
  });
  const login = await createLogin(command, environment, secrets.loginPassword);
  let count = 0;
  return {
    login,
    secrets: { ...inherited(), ...environment, LOG_LEVEL: "info" },
    neverTold: [
      secrets.FACEBOOK_APP_SECRET,
      secrets.FB_WEBHOOK_VERIFY_TOKEN,
      secrets.AUTH_SECRET,
      secrets.TOKEN_ENCRYPTION_KEYS.slice("k1:".length),
      secrets.VOICE_AGENT_API_TOKEN,
      secrets.VOICE_AGENT_INTERNAL_TOKEN,
      secrets.loginPassword,
      new URL(cluster.urlOf(NAME)).password,
    ],
    copy: async (name) => {
      count += 1;
      const database = `fault_${count}_${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_")}`;
      await cluster.run(`create database ${database} template ${NAME}`);
      return database;
    },
    drop: (database) => cluster.run(`drop database ${database} with (force)`),
  };
}

/** Enough for Node to run; nothing that the caller's own environment may say about the product. */
function inherited(): Record<string, string> {
  const { PATH = "", HOME = "", TMPDIR = "" } = process.env;
  return { PATH, HOME, TMPDIR };
}
