import type { EventKind } from "./event-kind.ts";
import { onEcho } from "./on-echo.ts";
import { onEdit } from "./on-edit.ts";
import { onHandover } from "./on-handover.ts";
import { onMessage } from "./on-message.ts";
import {
  onAccountLinking,
  onForm,
  onMessagingFeedback,
  onOptin,
  onOrder,
  onReferral,
  onResponseFeedback,
} from "./on-note.ts";
import { onAppRoles, onPolicyEnforcement } from "./on-page-notice.ts";
import { onPostback } from "./on-postback.ts";
import { onReaction } from "./on-reaction.ts";
import { onDelivery, onRead } from "./on-receipt.ts";
import { createOnStandby } from "./on-standby.ts";
import { onUnsend } from "./on-unsend.ts";
import type { Handler } from "./outcome.ts";
import type { NewEvent } from "./to-events.ts";

/** One handler per kind of event; kinds without one are kept with the status `ignored`. */
const HANDLERS: { [Kind in EventKind]?: Handler } = {
  message: onMessage,
  message_unsupported: onMessage,
  message_echo: onEcho,
  message_deleted: onUnsend,
  message_edit: onEdit,
  postback: onPostback,
  reaction: onReaction,
  read: onRead,
  delivery: onDelivery,
  referral: onReferral,
  optin: onOptin,
  account_linking: onAccountLinking,
  pass_thread_control: onHandover,
  take_thread_control: onHandover,
  request_thread_control: onHandover,
  app_roles: onAppRoles,
  policy_enforcement: onPolicyEnforcement,
  messaging_feedback: onMessagingFeedback,
  response_feedback: onResponseFeedback,
  order: onOrder,
  form: onForm,
};

const onStandby = createOnStandby((kind) => TABLE.get(kind));
const TABLE: ReadonlyMap<string, Handler> = new Map(Object.entries(HANDLERS));

export function handlerOf(eventType: string): Handler | undefined {
  return eventType === "standby" ? onStandby : TABLE.get(eventType);
}

/** Without a key there is no order to handle it in. */
export function isHandled(event: NewEvent): boolean {
  return event.conversationKey !== null && handlerOf(event.eventType) !== undefined;
}
