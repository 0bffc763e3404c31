import { z } from "zod";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { invalid } from "./refusal.ts";
import { forgetMessages } from "./store.ts";

/** The path names user and perhaps channel, the query the rest; more than that is ignored. */
export const eraseSchema = z.object({
  tenant_id: z.string().min(1).optional(),
  channelId: z.string().min(1).optional(),
  channel_id: z.string().min(1).optional(),
  userId: z.string().regex(/^\d+$/, "must be the customer's id at Meta"),
});

/** Forgets what one customer and a channel wrote to each other; nobody's messages are 0. */
export function eraseContact(sandbox: Sandbox, asked: z.infer<typeof eraseSchema>) {
  if (![undefined, sandbox.config.voiceAgent.tenantId].includes(asked.tenant_id)) {
    throw invalid({ tenant_id: "is not a tenant of this token" });
  }
  const channelId = asked.channelId ?? asked.channel_id;
  if (!sandbox.voiceAgent.channels.some(({ id }) => id === channelId)) {
    throw invalid({ channel_id: "is not a known channel" });
  }
  const who = { channel_id: channelId ?? "", external_user_id: asked.userId };
  return {
    external_user_id: asked.userId,
    deleted_messages: forgetMessages(sandbox.voiceAgent, who),
  };
}
