import { z } from "zod";
import type { GraphClient } from "./graph-client.ts";

const permissionsSchema = z.looseObject({
  data: z.array(z.looseObject({ permission: z.string(), status: z.string() })),
});

/**
 * The permissions that the person behind a user token granted and has not taken back.
 *
 * @throws {MetaError}
 */
export async function readPermissions(graph: GraphClient, token: string): Promise<string[]> {
  const { data } = await graph.call({
    method: "get",
    path: "me/permissions",
    answer: permissionsSchema,
    token,
  });
  return data.filter(({ status }) => status === "granted").map(({ permission }) => permission);
}
