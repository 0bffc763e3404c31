import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { pageInboxAppId } from "#sandbox/meta/apps.ts";
import { announceEcho } from "#sandbox/meta/message-events.ts";
import { pageWrites } from "#sandbox/meta/page-answers.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { readBody } from "./read-body.ts";
import { findThread } from "./write-as-customer.ts";

const echoSchema = z.strictObject({
  account_id: z.string(),
  person: z.string().optional(),
  person_id: z.string().optional(),
  text: z.string().min(1).optional(),
  metadata: z.string().max(1000).nullable().default(null),
  /** null: the echo names no app. */
  app_id: z
    .union([z.string().regex(/^\d+$/), z.number().int()])
    .nullable()
    .default(pageInboxAppId),
  mid: z.string().min(1).optional(),
  /** true: answers after the first try of the delivery. */
  wait: z.boolean().default(false),
});

/**
 * The page writes, but not through the Send API: a person in its inbox, or another app. A mid that
 * the conversation has already is no new message; its echo is sent once more.
 */
export async function writeAsPage(sandbox: Sandbox, body: string) {
  const asked = readBody(echoSchema, body);
  const thread = findThread(sandbox, asked);
  const known = thread.bubbles.find((bubble) => bubble.mid === asked.mid);
  if (known?.from === "customer") {
    throw new HTTPException(422, { message: "A customer wrote the message of this mid" });
  }
  if (!known && asked.text === undefined) {
    throw new HTTPException(422, { message: "A new message needs a text" });
  }
  const bubble =
    known ??
    pageWrites(sandbox, thread, {
      text: asked.text ?? "",
      metadata: asked.metadata,
      appId: asked.app_id === null ? null : String(asked.app_id),
      attachments: [],
      ...(asked.mid === undefined ? {} : { mid: asked.mid }),
    });
  bubble.isDelivered = true;
  const underway = announceEcho(sandbox, thread, bubble);
  const posted = asked.wait ? await underway.firstTry : null;
  return {
    mid: bubble.mid,
    timestamp: bubble.at,
    person_id: thread.personId,
    is_new: known === undefined,
    delivery: posted && { status: posted.status, ms: posted.ms },
    note: underway.note,
  };
}
