import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { customerWrites } from "#sandbox/meta/customer-writes.ts";
import { findPersonAt, personIdAt } from "#sandbox/person-ids.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { openThread, type Thread, visibleBubbles } from "#sandbox/state/threads.ts";
import { findAccount } from "#sandbox/world.ts";
import { findPersonByKey } from "#sandbox/world-guests.ts";
import { readBody, readInput } from "./read-body.ts";

const who = {
  account_id: z.string(),
  /** Key of a person, "ines" or "guest-17". */
  person: z.string().optional(),
  person_id: z.string().optional(),
};

const messageSchema = z.strictObject({
  ...who,
  text: z.string().default(""),
  mid: z.string().min(1).optional(),
  timestamp: z.number().int().positive().optional(),
  attachments: z.array(z.unknown()).optional(),
  /** true: answers after the first try of the delivery. */
  wait: z.boolean().default(false),
});

const conversationSchema = z.object(who);

export async function writeAsCustomer(sandbox: Sandbox, body: string) {
  const message = readBody(messageSchema, body);
  const thread = findThread(sandbox, message);
  const { bubble, underway } = customerWrites(sandbox, thread, {
    text: message.text,
    ...(message.mid === undefined ? {} : { mid: message.mid }),
    ...(message.timestamp === undefined ? {} : { timestamp: message.timestamp }),
    ...(message.attachments === undefined ? {} : { attachments: message.attachments }),
  });
  const posted = message.wait ? await underway.firstTry : null;
  return {
    mid: bubble.mid,
    timestamp: bubble.at,
    person_id: thread.personId,
    delivery: posted && { status: posted.status, ms: posted.ms },
    /** Why nothing is delivered, null when it is. */
    note: underway.note,
  };
}

export function listBubbles(sandbox: Sandbox, query: Record<string, string>) {
  const thread = findThread(sandbox, readInput(conversationSchema, query));
  return visibleBubbles(thread).map((bubble) => ({
    mid: bubble.mid,
    from: bubble.from,
    text: bubble.text,
    at: bubble.at,
    ...(bubble.metadata === null ? {} : { metadata: bubble.metadata }),
    ...(bubble.attachments.length === 0 ? {} : { attachments: bubble.attachments }),
    ...(bubble.replyTo === null ? {} : { reply_to: bubble.replyTo }),
    ...(bubble.reactions.length === 0 ? {} : { reactions: bubble.reactions }),
    ...(bubble.edits === 0 ? {} : { edits: bubble.edits }),
    delivered: bubble.isDelivered,
    read: bubble.isRead,
  }));
}

export function findThread(
  sandbox: Sandbox,
  given: {
    account_id: string;
    person?: string | undefined;
    person_id?: string | undefined;
  },
): Thread {
  const account = findAccount(given.account_id);
  if (!account) throw new HTTPException(404, { message: `No account ${given.account_id}` });
  const person =
    given.person_id === undefined
      ? findPersonByKey(given.person ?? "")
      : findPersonAt(account, given.person_id);
  if (!person) {
    const named = given.person_id ?? given.person ?? "(none named)";
    throw new HTTPException(404, { message: `No person ${named} at ${account.name}` });
  }
  return openThread(sandbox.threads, { account, person, personId: personIdAt(account, person) });
}
