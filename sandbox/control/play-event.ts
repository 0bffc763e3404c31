import { HTTPException } from "hono/http-exception";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Thread } from "#sandbox/state/threads.ts";
import { type Account, findAccount } from "#sandbox/world.ts";
import { eventSchema, type PlayedEvent } from "./event-schema.ts";
import { playAct } from "./play-act.ts";
import { playChange, playPolicy, playRoles, playTestSample } from "./play-for-page.ts";
import { playHandover } from "./play-handover.ts";
import { playEcho, playMessage, tapQuickReply } from "./play-message.ts";
import { playFeedback, playLinking, playOptin } from "./play-notice.ts";
import type { Outcome } from "./played.ts";
import { readBody } from "./read-body.ts";
import { findThread } from "./write-as-customer.ts";

/** Lets one event of any kind happen, by the body of `POST /control/events`. */
export async function playEvent(sandbox: Sandbox, origin: string, body: string) {
  const event = readBody(eventSchema, body);
  const { outcome, personId } = play(sandbox, origin, event);
  const posted = event.wait ? await outcome.underway.firstTry : null;
  return {
    kind: event.kind,
    mid: outcome.mid ?? null,
    person_id: personId,
    delivery: posted && { status: posted.status, ms: posted.ms },
    note: outcome.underway.note,
  };
}

function play(sandbox: Sandbox, origin: string, event: PlayedEvent) {
  const forPage = playForPage(sandbox, event);
  if (forPage) return { outcome: forPage, personId: null };
  const thread = findThread(sandbox, event);
  return { outcome: playInThread(sandbox, { thread, origin }, event), personId: thread.personId };
}

/** Null for what happens in a conversation. */
function playForPage(sandbox: Sandbox, event: PlayedEvent): Outcome | null {
  switch (event.kind) {
    case "policy_enforcement":
      return playPolicy(sandbox, accountOf(event), event);
    case "app_roles":
      return playRoles(sandbox, accountOf(event));
    case "test_sample":
      return playTestSample(sandbox, accountOf(event), event.variant);
    case "changes":
      return playChange(sandbox, accountOf(event), event);
    default:
      return null;
  }
}

function accountOf({ account_id }: PlayedEvent): Account {
  const account = findAccount(account_id);
  if (!account) throw new HTTPException(404, { message: `No account ${account_id}` });
  return account;
}

function playInThread(
  sandbox: Sandbox,
  place: { thread: Thread; origin: string },
  event: PlayedEvent,
): Outcome {
  const { thread } = place;
  switch (event.kind) {
    case "quick_reply":
      return tapQuickReply(sandbox, thread, event.title);
    case "echo":
      return playEcho(sandbox, place, event);
    case "optin":
      return playOptin(sandbox, thread, event.type);
    case "account_linking":
      return playLinking(sandbox, thread, event.status);
    case "messaging_feedback":
    case "response_feedback":
    case "order":
      return playFeedback(sandbox, thread, event);
    case "pass_thread_control":
    case "take_thread_control":
    case "request_thread_control":
      return playHandover(sandbox, thread, { ...event, kind: event.kind });
    case "edit":
    case "unsend":
    case "reaction":
    case "unreact":
    case "postback":
    case "get_started":
    case "ice_breaker":
    case "referral":
    case "delivered":
    case "read":
      return playAct(sandbox, thread, event);
    case "policy_enforcement":
    case "app_roles":
    case "test_sample":
    case "changes":
      throw new Error(`${event.kind} happens in no conversation`);
    default:
      return playMessage(sandbox, place, event);
  }
}
