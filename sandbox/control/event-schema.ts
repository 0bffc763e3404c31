import { z } from "zod";
import { reactionNames } from "#sandbox/meta/reactions.ts";
import { echoSampleNames, sampleNames } from "#sandbox/meta/sample-attachments.ts";

const common = {
  account_id: z.string(),
  person: z.string().optional(),
  person_id: z.string().optional(),
  timestamp: z.number().int().positive().optional(),
  /** true: answers after the first try of the delivery. */
  wait: z.boolean().default(false),
};

const objectSchema = z.record(z.string(), z.unknown());
const referralSchema = z.union([z.enum(["ad", "link", "product"]), objectSchema]);
const targetMid = z.string().optional();
const appId = z.string().regex(/^\d+$/);

/** Kinds that are one message with one attachment, or with what the name says. */
const messageKinds = ["text", "message", "story_reply", "unsupported", ...sampleNames] as const;

const message = z.strictObject({
  ...common,
  kind: z.enum(messageKinds),
  text: z.string().default(""),
  mid: z.string().min(1).optional(),
  /** Names of samples, or attachments as they are. */
  attachments: z.array(z.union([z.enum(sampleNames), objectSchema])).default([]),
  reply_to: z.string().optional(),
  /** Payload of a tapped quick reply. */
  quick_reply: z.string().optional(),
  referral: referralSchema.optional(),
  commands: z.array(z.string()).optional(),
});

const tapQuickReply = z.strictObject({
  ...common,
  kind: z.literal("quick_reply"),
  title: z.string(),
});
const edit = z.strictObject({
  ...common,
  kind: z.literal("edit"),
  mid: targetMid,
  text: z.string().min(1),
});
const unsend = z.strictObject({ ...common, kind: z.literal("unsend"), mid: targetMid });
const reaction = z.strictObject({
  ...common,
  kind: z.literal("reaction"),
  mid: targetMid,
  reaction: z.enum(reactionNames).default("love"),
});
const unreact = z.strictObject({ ...common, kind: z.literal("unreact"), mid: targetMid });

const tap = {
  ...common,
  title: z.string().optional(),
  payload: z.string().optional(),
  referral: referralSchema.optional(),
  /** As in older events. */
  without_mid: z.boolean().default(false),
};
/** Without a payload it is a button of that title that the page has sent. */
const postback = z.strictObject({ ...tap, kind: z.literal("postback"), title: z.string() });
const getStarted = z.strictObject({ ...tap, kind: z.enum(["get_started", "ice_breaker"]) });

const referral = z.strictObject({
  ...common,
  kind: z.literal("referral"),
  referral: referralSchema.default("link"),
});
const optin = z.strictObject({
  ...common,
  kind: z.literal("optin"),
  type: z
    .enum(["notification_messages", "stop", "resume", "plugin"])
    .default("notification_messages"),
});
const accountLinking = z.strictObject({
  ...common,
  kind: z.literal("account_linking"),
  status: z.enum(["linked", "unlinked"]).default("linked"),
});
const receipt = z.strictObject({ ...common, kind: z.enum(["delivered", "read"]), mid: targetMid });
const handover = z.strictObject({
  ...common,
  kind: z.enum([
    "pass_thread_control",
    "take_thread_control",
    "request_thread_control",
    "app_roles",
  ]),
  /** The other app. */
  app_id: appId.default("1217981644879628"),
  metadata: z.string().optional(),
});
const policy = z.strictObject({
  ...common,
  kind: z.literal("policy_enforcement"),
  action: z.enum(["warning", "block", "unblock"]).default("block"),
  reason: z.string().default("The page sent the same text to many people"),
});
const feedback = z.strictObject({
  ...common,
  kind: z.enum(["messaging_feedback", "response_feedback", "order"]),
  mid: targetMid,
});
const testSample = z.strictObject({
  ...common,
  kind: z.literal("test_sample"),
  variant: z.enum(["changes", "messaging"]).default("changes"),
});
const change = z.strictObject({
  ...common,
  kind: z.literal("changes"),
  field: z.string().min(1),
  value: objectSchema.optional(),
});
const echo = z.strictObject({
  ...common,
  kind: z.literal("echo"),
  by: z.enum(["app", "human", "ours"]).default("human"),
  text: z.string().default(""),
  attachments: z.array(z.union([z.enum(echoSampleNames), objectSchema])).default([]),
  metadata: z.string().max(1000).nullable().default(null),
  mid: z.string().min(1).optional(),
});

export const eventSchema = z.discriminatedUnion("kind", [
  message,
  tapQuickReply,
  edit,
  unsend,
  reaction,
  unreact,
  postback,
  getStarted,
  referral,
  optin,
  accountLinking,
  receipt,
  handover,
  policy,
  feedback,
  testSample,
  change,
  echo,
]);

export type PlayedEvent = z.infer<typeof eventSchema>;
export type MessageEvent = z.infer<typeof message>;
export type ReferralChoice = z.infer<typeof referralSchema>;
export type TapEvent = z.infer<typeof postback> | z.infer<typeof getStarted>;
export type ActEvent =
  | z.infer<typeof edit>
  | z.infer<typeof unsend>
  | z.infer<typeof reaction>
  | z.infer<typeof unreact>
  | z.infer<typeof referral>
  | z.infer<typeof receipt>
  | TapEvent;
export type HandoverEvent = z.infer<typeof handover>;
export type FeedbackEvent = z.infer<typeof feedback>;
export type PolicyEvent = z.infer<typeof policy>;
export type ChangeEvent = z.infer<typeof change>;
export type EchoEvent = z.infer<typeof echo>;
