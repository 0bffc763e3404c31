import { expect, test } from "vitest";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import { credibleTimeOf, isStale } from "./customer-event.ts";

const receivedAt = new Date("2026-11-22T12:00:00Z");
const HOUR_MS = 60 * 60_000;

test.each([
  ["webhook", 0.4, 0.4, false],
  ["webhook", 36, 36, true],
  ["webhook", 48, 48, true],
  ["webhook", 49, 0, false],
  ["webhook", 90_000, 0, false],
  ["gap-repair", 0.4, 0.4, false],
  ["gap-repair", 49, 49, true],
  ["gap-repair", 6 * 24, 6 * 24, true],
] as const)(
  "what a %s tells of %f hours ago counts as %f hours old",
  (source, hours, counts, stale) => {
    const ago = (age: number) => new Date(receivedAt.getTime() - age * HOUR_MS);
    const event = { source, receivedAt, occurredAt: ago(hours) } as WebhookEvent;
    expect(credibleTimeOf(event)).toEqual(ago(counts));
    expect(isStale(event)).toBe(stale);
  },
);
