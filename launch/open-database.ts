import { openEmbeddedPostgres } from "./postgres.ts";
import { inProject } from "./project-root.ts";
import type { Command } from "./run-command.ts";

/** DATABASE_URL when it is set, else the embedded server of that folder for as long as the command runs. */
export async function openDatabase(
  command: Pick<Command, "onStop">,
  folder = ".data/postgres",
): Promise<string> {
  const given = process.env.DATABASE_URL;
  if (given !== undefined && given !== "") return given;
  const server = await openEmbeddedPostgres({ dataDir: inProject(folder), log: console.error });
  command.onStop(server.close);
  console.error(`DATABASE_URL is not set: using the embedded PostgreSQL in ${folder}`);
  return server.url;
}
