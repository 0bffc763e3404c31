import { z } from "zod";

const filled = z.string().min(1);

const channelBase = {
  tenant_id: filled,
  workspace_id: filled,
  provider: z.literal("meta"),
  resource_ref: z.string().regex(/^\d+$/, "must be the id of a page or an Instagram account"),
  // The token may be left out by configuration; the name never.
  config_json: z.strictObject({ page_name: filled, page_access_token: filled.optional() }),
  is_active: z.boolean(),
};

export const newChannelSchema = z.discriminatedUnion("type", [
  z.strictObject({
    ...channelBase,
    type: z.literal("facebook_messenger"),
    name: z.string().regex(/^Facebook: ./, 'must be "Facebook: <page>"'),
  }),
  z.strictObject({
    ...channelBase,
    type: z.literal("instagram_direct"),
    name: z.string().regex(/^Instagram: @./, 'must be "Instagram: @<username>"'),
  }),
]);

export const channelChangeSchema = z.strictObject({ is_active: z.boolean() });

const messageBase = {
  tenant_id: filled,
  channel_id: filled,
  conversation_id: filled,
  external_user_id: z.string().regex(/^\d+$/, "must be the customer's id at Meta"),
  message_text: filled,
  message_type: z.enum(["text", "attachment"]),
  external_msg_id: filled,
};

const inboundMetadata = z.looseObject({
  platform: z.enum(["facebook", "instagram"]),
  page_id: filled,
  timestamp: z.number().int().positive(),
  attachments: z.array(z.unknown()),
});

const messageSchema = z.discriminatedUnion("handled_by", [
  z.strictObject({
    ...messageBase,
    direction: z.literal("inbound"),
    handled_by: z.literal("facebook_webhook"),
    metadata_json: inboundMetadata,
  }),
  z.strictObject({
    ...messageBase,
    direction: z.literal("outbound"),
    handled_by: z.literal("ai_agent"),
    metadata_json: z.looseObject({ agent_id: filled, model: z.string().nullable() }),
  }),
  z.strictObject({
    ...messageBase,
    direction: z.literal("outbound"),
    handled_by: z.literal("human_agent"),
    metadata_json: z.looseObject({}),
  }),
]);

export const newMessageSchema = messageSchema.refine(
  ({ message_type, message_text }) => message_type === "text" || message_text === "[attachment]",
  { path: ["message_text"], message: "must be [attachment] when there is no text" },
);

export const historyQuerySchema = z.object({
  tenant_id: filled,
  channel_id: filled,
  external_user_id: filled,
  limit: z.coerce.number().int().min(1).max(100).default(10),
});

const historyMessageSchema = z.looseObject({
  direction: z.enum(["inbound", "outbound"]),
  message_text: z.string(),
});

export const generateSchema = z.strictObject({
  conversation_history: z.array(historyMessageSchema).min(1),
  user_id: filled,
});

export type NewChannel = z.infer<typeof newChannelSchema>;
export type NewMessage = z.infer<typeof newMessageSchema>;
export type HistoryMessage = z.infer<typeof historyMessageSchema>;
