import { z } from "zod";
import type { GraphClient } from "./graph-client.ts";
import { fieldSchema } from "./subscriptions.ts";

const appSubscriptionsSchema = z.looseObject({
  data: z.array(
    z.looseObject({
      object: z.string(),
      callback_url: z.string().nullish().catch(null),
      active: z.boolean().catch(true),
      fields: z.array(fieldSchema).nullish().catch(null),
    }),
  ),
});

/** What Meta delivers to our app at all; each page has to be subscribed as well. */
export type AppSubscription = {
  /** `page`, `instagram` and others. */
  object: string;
  callbackUrl: string | null;
  isActive: boolean;
  fields: string[];
};

/**
 * The webhooks of the app's own settings at Meta. Asked with the app's own token, so that an answer
 * proves the app's id and secret.
 *
 * @see https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
 * @throws {MetaError}
 */
export async function listAppSubscriptions(graph: GraphClient): Promise<AppSubscription[]> {
  const { appId, appSecret } = graph.options;
  const { data } = await graph.call({
    method: "get",
    path: `${encodeURIComponent(appId)}/subscriptions`,
    answer: appSubscriptionsSchema,
    token: `${appId}|${appSecret}`,
  });
  return data.map(({ object, callback_url, active, fields }) => ({
    object,
    callbackUrl: callback_url ?? null,
    isActive: active,
    fields: fields ?? [],
  }));
}
