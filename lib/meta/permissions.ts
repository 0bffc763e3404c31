import { z } from "zod";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import type { GraphClient } from "./graph-client.ts";

const permissionsSchema = z.looseObject({
  data: z.array(z.looseObject({ permission: z.string(), status: z.string() })),
});

/**
 * The permissions that the person behind a user token granted and has not taken back: as Meta lists
 * them, else by the scopes of the token.
 *
 * @returns Null when Meta says neither.
 * @throws {MetaError} when the token is dead.
 */
export async function readPermissions(
  graph: GraphClient,
  token: string,
  readScopes: () => Promise<string[]>,
): Promise<string[] | null> {
  try {
    return await listPermissions(graph, token);
  } catch (error) {
    if (error instanceof AppError && error.class === "token-invalid") throw error;
    noteUnread(error);
  }
  const scopes = await readScopes().catch(noteUnread);
  return scopes?.length ? scopes : null;
}

async function listPermissions(graph: GraphClient, token: string): Promise<string[]> {
  const { data } = await graph.call({
    method: "get",
    path: "me/permissions",
    answer: permissionsSchema,
    token,
  });
  return data.filter(({ status }) => status === "granted").map(({ permission }) => permission);
}

function noteUnread(error: unknown): null {
  if (!(error instanceof AppError)) throw error;
  log.warn("permissions not read", { code: error.code });
  return null;
}
