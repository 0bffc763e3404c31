import { z } from "zod";
import { MetaError } from "./errors.ts";
import type { GraphClient } from "./graph-client.ts";

/** The guide's five fields and echoes: what the product cannot do without. */
const CORE_FIELDS = [
  "messages",
  "messaging_postbacks",
  "messaging_optins",
  "message_deliveries",
  "message_reads",
  "message_echoes",
];

const ALL_FIELDS = [
  ...CORE_FIELDS,
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

/**
 * Subscribes our app to a page's events; Instagram's come through the linked page's subscription.
 * One unknown field fails the whole call, so an app that lacks an optional one gets the core fields.
 *
 * @throws {MetaError}
 */
export async function subscribePage(graph: GraphClient, pageId: string, pageToken: string) {
  try {
    await subscribe(graph, pageId, pageToken, ALL_FIELDS);
  } catch (error) {
    const isFieldRefused =
      error instanceof MetaError && error.details.graphCode === INVALID_PARAMETER;
    if (!isFieldRefused) throw error;
    await subscribe(graph, pageId, pageToken, CORE_FIELDS);
  }
}

/** POST replaces the page's list, so the whole list goes out each time. */
async function subscribe(graph: GraphClient, pageId: string, token: string, fields: string[]) {
  await graph.call({
    method: "post",
    path: `${encodeURIComponent(pageId)}/subscribed_apps`,
    answer: successSchema,
    token,
    query: { subscribed_fields: fields.join(",") },
  });
}
