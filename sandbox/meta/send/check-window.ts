import { badParameter, GraphError } from "#sandbox/meta/graph/graph-error.ts";
import type { Thread } from "#sandbox/state/threads.ts";
import type { SendRequest } from "./send-schema.ts";

const hourMs = 3_600_000;
const messagingTypes = ["RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"];
const retiredTags = ["CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"];

/** Throws unless the message's type and tag are right and the customer's window is open for them. */
export function checkWindow(request: SendRequest, thread: Thread, now: number): void {
  checkType(request, thread);
  const limitMs = request.tag === "HUMAN_AGENT" ? 7 * 24 * hourMs : 24 * hourMs;
  const actedAt = thread.customerActedAt;
  if (actedAt !== null && now - actedAt <= limitMs) return;
  throw new GraphError("(#10) This message is sent outside of allowed window.", {
    code: 10,
    subcode: thread.account.platform === "messenger" ? 2018278 : 2534022,
  });
}

function checkType(request: SendRequest, thread: Thread): void {
  const { messagingType, tag } = request;
  if (messagingType === null) {
    if (thread.account.platform === "messenger") {
      throw badParameter("The parameter messaging_type is required");
    }
  } else if (!messagingTypes.includes(messagingType)) {
    throw badParameter(
      `Param messaging_type must be one of {${messagingTypes.join(", ")}} - got "${messagingType}".`,
    );
  }
  if (messagingType === "UTILITY") {
    throw new GraphError("(#200) Requires page_utility_messaging permission", {
      code: 200,
      status: 403,
    });
  }
  checkTag(messagingType, tag);
}

function checkTag(messagingType: string | null, tag: string | null): void {
  if (messagingType === "MESSAGE_TAG" && tag === null) {
    throw badParameter("The parameter tag is required when messaging_type is MESSAGE_TAG");
  }
  if (tag === null) return;
  if (retiredTags.includes(tag))
    throw badParameter(`The message tag ${tag} is no longer supported`);
  if (tag !== "HUMAN_AGENT") throw badParameter(`Param tag must be one of {HUMAN_AGENT}`);
  if (messagingType !== "MESSAGE_TAG") {
    throw badParameter("A tag may be sent with messaging_type MESSAGE_TAG only");
  }
}
