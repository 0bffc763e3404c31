import { z } from "zod";

export const TASK_NAMES = [
  "tend",
  "watch-subscriptions",
  "repair-gaps",
  "check-accounts",
  "retain",
] as const;
export type TaskName = (typeof TASK_NAMES)[number];

const channelToSettle = z.object({
  channelId: z.uuid(),
  /** Tries that failed, those of an outage left out. */
  failed: z.int().optional(),
});

/**
 * Contracts of all jobs. `exclusive`: at most one job per key is queued or running, over all
 * machines. A payload only ever gains optional fields, because old jobs outlive a deploy.
 */
export const QUEUES = {
  /** Handles a conversation's waiting events, oldest first. */
  "drain-conversation": {
    key: "conversationKey",
    payload: z.object({ conversationKey: z.string() }),
  },
  /** Answers a conversation's newest unanswered message. */
  "answer-conversation": {
    key: "conversationId",
    payload: z.object({ conversationId: z.uuid() }),
  },
  /** Asks Meta for a customer's name and picture. */
  "fetch-profile": {
    key: "conversationId",
    payload: z.object({ conversationId: z.uuid() }),
  },
  /** Finishes connecting a channel whose first try failed. */
  "finish-channel": {
    key: "channelId",
    payload: channelToSettle,
  },
  /** Looks for another token of a channel's page. */
  "heal-channel": {
    key: "channelId",
    payload: z.object({ channelId: z.uuid() }),
  },
  /** Tells Meta and dm-voice-agent that a channel was disconnected, and wipes its token. */
  "release-channel": {
    key: "channelId",
    payload: channelToSettle,
  },
  /** Posts an alert's opening and closing to the operator's webhook, in this order. */
  "post-alert": {
    key: "alertId",
    payload: z.object({
      alertId: z.uuid(),
      openingIsPosted: z.boolean().optional(),
      /** Tries of the next post that failed. */
      failed: z.int().optional(),
    }),
  },
  /** Reads Meta's lists for messages of a channel that no webhook brought. */
  "repair-gap": {
    key: "channelId",
    payload: z.object({ channelId: z.uuid() }),
  },
  /** Does what Meta's deauthorize or data-deletion callback asks for about a person. */
  "forget-person": {
    key: "requestId",
    payload: z.object({ requestId: z.uuid() }),
  },
  /** Erases a customer, here and at dm-voice-agent. */
  "erase-contact": {
    key: "erasureId",
    payload: z.object({
      erasureId: z.uuid(),
      /** Tries at dm-voice-agent that failed. */
      failed: z.int().optional(),
    }),
  },
  /** What happens by the clock, once over all processes (lib/jobs/schedules.ts). */
  "run-task": {
    key: "task",
    payload: z.object({ task: z.enum(TASK_NAMES) }),
  },
} as const satisfies Record<string, { key: string; payload: z.ZodType }>;

export type QueueName = keyof typeof QUEUES;
export type Payload<Name extends QueueName> = z.infer<(typeof QUEUES)[Name]["payload"]>;

export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];

/** The value that makes jobs of one queue exclusive of each other. */
export function keyOf<Name extends QueueName>(name: Name, payload: Payload<Name>): string {
  return String((payload as Record<string, unknown>)[QUEUES[name].key]);
}
