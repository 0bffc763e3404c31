import { z } from "zod";
import type { GraphClient } from "./graph-client.ts";

/** Seconds since 1970; 0 and absent alike mean that there is no end. */
const end = z.coerce
  .number()
  .optional()
  .catch(undefined)
  .transform((seconds) => (seconds ? new Date(seconds * 1_000) : null));

const reportSchema = z.looseObject({
  data: z.looseObject({
    is_valid: z.boolean(),
    expires_at: end,
    data_access_expires_at: end,
    scopes: z.array(z.string()).catch([]),
    granular_scopes: z
      .array(
        z.looseObject({
          scope: z.string(),
          target_ids: z.array(z.coerce.string()).nullish().catch(null),
        }),
      )
      .catch([]),
    error: z
      .looseObject({
        code: z.coerce.number().optional().catch(undefined),
        subcode: z.coerce.number().optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
});

export type TokenReport = {
  isValid: boolean;
  /** Why it is not valid, as in errors 190; null when Meta gave no subcode. */
  subcode: number | null;
  /** Null when it has no end. */
  expiresAt: Date | null;
  /** When Meta stops showing personal data to it; null when never or not said. */
  dataAccessExpiresAt: Date | null;
  scopes: string[];
  /** Ids of the pages and Instagram accounts that a permission covers; null: all of them. */
  granularScopes: { scope: string; targetIds: string[] | null }[];
};

/**
 * What Meta says about a user or page token. About a dead one it says so with an ordinary answer.
 *
 * @see docs/wire/meta.md#tokens
 * @throws {MetaError} when it says nothing.
 */
export async function debugToken(graph: GraphClient, token: string): Promise<TokenReport> {
  const { appId, appSecret } = graph.options;
  const { data } = await graph.call({
    method: "get",
    path: "debug_token",
    answer: reportSchema,
    token: `${appId}|${appSecret}`,
    query: { input_token: token },
  });
  return {
    isValid: data.is_valid,
    subcode: data.error?.subcode ?? null,
    expiresAt: data.expires_at,
    dataAccessExpiresAt: data.data_access_expires_at,
    scopes: data.scopes,
    granularScopes: data.granular_scopes.map(({ scope, target_ids }) => ({
      scope,
      targetIds: target_ids ?? null,
    })),
  };
}
