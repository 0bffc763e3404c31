import { expect, test } from "vitest";
import type { EventView, TroubledMessageView } from "#lib/forms/attention-views.ts";
import { groupCauses } from "./group-causes.ts";

const channel = { id: "c1", name: "Shoes", platform: "facebook" as const };
const event = (id: string, customer: string | null, error = "voice-agent.unavailable") =>
  ({ id, error, channel, external_user_id: customer, conversation_id: customer }) as EventView;
const message = (id: string, customer: string, status: TroubledMessageView["status"]) =>
  ({
    id,
    status,
    error: "replies.unproven",
    channel,
    external_user_id: customer,
    conversation_id: customer,
  }) as TroubledMessageView;

test("causes come by urgency, their conversations by the newest, the items in order", () => {
  const grouped = groupCauses({
    causes: [
      { kind: "event", status: "dead", code: "bug.TypeError", count: 1 },
      { kind: "message", status: "failed", code: "replies.unproven", count: 1 },
      { kind: "event", status: "dead", code: "voice-agent.unavailable", count: 900 },
      { kind: "message", status: "held", code: "replies.unproven", count: 1 },
    ],
    events: [
      event("e4", "p2"),
      event("e3", "p1"),
      event("e2", "p2"),
      event("e1", "p1", "bug.TypeError"),
    ],
    messages: [message("m2", "p1", "failed"), message("m1", "p2", "held")],
  });
  expect(
    grouped.map(({ key, count, listed, customers }) => [
      key,
      count,
      listed,
      customers.map(({ items }) => items.map(({ id }) => id)),
    ]),
  ).toEqual([
    ["message:held:replies.unproven", 1, 1, [["m1"]]],
    ["event:dead:voice-agent.unavailable", 900, 3, [["e2", "e4"], ["e3"]]],
    ["event:dead:bug.TypeError", 1, 1, [["e1"]]],
    ["message:failed:replies.unproven", 1, 1, [["m2"]]],
  ]);
});

test("events of unknown customers are not thrown together", () => {
  const causes = [{ kind: "event", status: "dead", code: "malformed", count: 2 }] as const;
  const events = [event("e2", null, "malformed"), event("e1", null, "malformed")];
  const [cause] = groupCauses({ causes: [...causes], events, messages: [] });
  expect(cause?.customers).toHaveLength(2);
});
