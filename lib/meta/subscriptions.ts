import { z } from "zod";
import { MetaError } from "./errors.ts";
import type { GraphClient } from "./graph-client.ts";
import { metaIdSchema } from "./meta-id.ts";

/** The guide's five fields and echoes: what the product cannot do without. */
export const CORE_FIELDS: readonly string[] = [
  "messages",
  "messaging_postbacks",
  "messaging_optins",
  "message_deliveries",
  "message_reads",
  "message_echoes",
];

const OPTIONAL_FIELDS = [
  "message_reactions",
  "message_edits",
  "messaging_referrals",
  "messaging_account_linking",
  "messaging_handovers",
  "standby",
  "messaging_policy_enforcement",
  "messaging_feedback",
];

/** Meta's pages print the answer as a boolean and as a string. */
const successSchema = z.looseObject({
  success: z.union([z.literal(true), z.literal("true")]),
});

const INVALID_PARAMETER = 100;

/** What we would like a page to deliver. */
export const ALL_FIELDS: readonly string[] = [...CORE_FIELDS, ...OPTIONAL_FIELDS];

/**
 * Subscribes our app to a page's events; Instagram's come through the linked page's subscription.
 * One unknown field fails the whole call, so an app that lacks an optional one goes without it.
 *
 * @returns The fields that Meta took.
 * @throws {MetaError}
 */
export async function subscribePage(
  graph: GraphClient,
  pageId: string,
  pageToken: string,
): Promise<readonly string[]> {
  if (await trySubscribe(graph, pageId, pageToken, ALL_FIELDS)) return ALL_FIELDS;
  await subscribe(graph, pageId, pageToken, CORE_FIELDS);
  let taken = CORE_FIELDS;
  for (const field of OPTIONAL_FIELDS) {
    const wider = [...taken, field];
    if (await trySubscribe(graph, pageId, pageToken, wider)) taken = wider;
  }
  return taken;
}

/** False when Meta does not know one of the fields; then it keeps the list that it had. */
async function trySubscribe(...call: Parameters<typeof subscribe>): Promise<boolean> {
  try {
    await subscribe(...call);
    return true;
  } catch (error) {
    if (error instanceof MetaError && error.details.graphCode === INVALID_PARAMETER) return false;
    throw error;
  }
}

/** POST replaces the page's list, so the whole list goes out each time. */
async function subscribe(
  graph: GraphClient,
  pageId: string,
  token: string,
  fields: readonly string[],
) {
  await graph.call({
    method: "post",
    path: `${encodeURIComponent(pageId)}/subscribed_apps`,
    answer: successSchema,
    token,
    pageId,
    query: { subscribed_fields: fields.join(",") },
  });
}

/**
 * Ends the page's deliveries to our app.
 *
 * @throws {MetaError}
 */
export async function unsubscribePage(
  graph: GraphClient,
  pageId: string,
  token: string,
): Promise<void> {
  await graph.call({
    method: "delete",
    path: `${encodeURIComponent(pageId)}/subscribed_apps`,
    answer: successSchema,
    token,
    pageId,
  });
}

/** Names, in some versions of the Graph API objects with a name. */
export const fieldSchema = z.union([
  z.string(),
  z.looseObject({ name: z.string() }).transform(({ name }) => name),
]);

const subscribedAppsSchema = z.looseObject({
  data: z.array(
    z.looseObject({
      id: metaIdSchema,
      subscribed_fields: z.array(fieldSchema).nullish().catch(null),
    }),
  ),
});

/**
 * The fields that a page delivers to our app.
 *
 * @returns Null when the app is not subscribed to the page.
 * @throws {MetaError}
 */
export async function readSubscription(
  graph: GraphClient,
  { pageId, pageToken, appId }: { pageId: string; pageToken: string; appId: string },
): Promise<string[] | null> {
  const { data } = await graph.call({
    method: "get",
    path: `${encodeURIComponent(pageId)}/subscribed_apps`,
    answer: subscribedAppsSchema,
    token: pageToken,
    pageId,
  });
  const ours = data.find(({ id }) => id === appId);
  return ours === undefined ? null : (ours.subscribed_fields ?? []);
}
