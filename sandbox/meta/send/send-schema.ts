import { z } from "zod";
import { badParameter } from "#sandbox/meta/graph/graph-error.ts";
import { type Params, structuredParam, textParam } from "#sandbox/meta/graph/params.ts";

const quickReplySchema = z.object({
  content_type: z.string().optional(),
  title: z.string().optional(),
  payload: z.string().optional(),
  image_url: z.string().optional(),
});

export const attachmentSchema = z.object({ type: z.string(), payload: z.unknown() });

const messageSchema = z.object({
  text: z.string().optional(),
  metadata: z.string().optional(),
  attachment: attachmentSchema.optional(),
  attachments: z.array(attachmentSchema).min(1).optional(),
  quick_replies: z.array(quickReplySchema).optional(),
  sticker_id: z.union([z.string(), z.number()]).optional(),
});

const recipientSchema = z.object({ id: z.union([z.string(), z.number()]).transform(String) });
const replyToSchema = z.object({ mid: z.string() });

export type OutgoingMessage = z.infer<typeof messageSchema>;
export type OutgoingAttachment = z.infer<typeof attachmentSchema>;

export type SendRequest = {
  recipientId: string;
  messagingType: string | null;
  tag: string | null;
  senderAction: string | null;
  /** What a sender action is about. */
  payload: unknown;
  message: OutgoingMessage | null;
  replyToMid: string | null;
};

/** Reads a call of the Send API; recipient and message may be JSON inside a form. */
export function readSendRequest(params: Params): SendRequest {
  const message = structuredParam(params, "message");
  const replyTo = structuredParam(params, "reply_to");
  return {
    recipientId: readRecipientId(params),
    messagingType: textParam(params, "messaging_type"),
    tag: textParam(params, "tag"),
    senderAction: textParam(params, "sender_action"),
    payload: structuredParam(params, "payload"),
    message: message === undefined ? null : readPart("message", messageSchema, message),
    replyToMid: replyTo === undefined ? null : readPart("reply_to", replyToSchema, replyTo).mid,
  };
}

export function readRecipientId(params: Params): string {
  return readPart("recipient", recipientSchema, structuredParam(params, "recipient")).id;
}

/** Throws Meta's refusal that names the place where a parameter has another shape. */
export function readPart<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  if (value === undefined) throw badParameter(`The parameter ${name} is required`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.map((part) => `[${String(part)}]`).join("") ?? "";
  throw badParameter(`Param ${name}${path} is missing or has the wrong type`);
}
