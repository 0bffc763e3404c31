import { z } from "zod";

const EVENT_STATUSES = ["received", "processed", "ignored", "failed", "dead"] as const;

const instant = z.iso
  .datetime({ offset: true })
  // PostgreSQL knows no year 0.
  .refine((at) => !at.startsWith("0000"))
  .transform((at) => new Date(at));

const code = z.string().min(1).max(100);

/** What `GET /api/events` may be asked for. A misspelt filter is refused, because ignoring it would show everything. */
export const eventQuerySchema = z.strictObject({
  status: z.enum(EVENT_STATUSES).optional(),
  type: z.string().min(1).max(100).optional(),
  channel_id: z.uuid().optional(),
  conversation_id: z.uuid().optional(),
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

export type EventQuery = z.infer<typeof eventQuerySchema>;

/** Which dead events to replay; times are those at which they reached us, `before` left out. */
export const bulkReplaySchema = z.strictObject({
  filter: z
    .strictObject({
      channel_id: z.uuid().optional(),
      code: code.optional(),
      after: instant.optional(),
      before: instant.optional(),
    })
    .default({}),
  limit: z.int().min(1).max(1_000).default(100),
});

export type BulkReplay = z.infer<typeof bulkReplaySchema>;

export const DECISIONS = ["check", "mark-sent", "mark-unsent", "send-again"] as const;
export type Decision = (typeof DECISIONS)[number];

export const decisionSchema = z.strictObject({ decision: z.enum(DECISIONS) });

/** What a person asks to have tried again, at most as many as one request does in a moment. */
export const tryAgainSchema = z.strictObject({
  items: z
    .array(z.strictObject({ kind: z.enum(["event", "message"]), id: z.uuid() }))
    .min(1)
    .max(25),
});
