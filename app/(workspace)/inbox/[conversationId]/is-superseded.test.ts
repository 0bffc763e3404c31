import { expect, test } from "vitest";
import type { MessageView } from "#lib/forms/views.ts";
import { isSuperseded } from "./is-superseded.ts";

const at = (minute: number, change: Partial<MessageView> = {}) =>
  ({
    id: `${minute}`,
    kind: "message",
    direction: "outbound",
    handled_by: "ai_agent",
    status: "failed",
    occurred_at: new Date(minute * 60_000).toISOString(),
    ...change,
  }) as MessageView;

const customer = (minute: number) =>
  at(minute, { direction: "inbound", handled_by: "facebook_webhook", status: "received" });

test("the customer's next message overtakes the agent's answer, not a teammate's", () => {
  expect(isSuperseded(at(2), [customer(1), at(2), customer(3)])).toBe(true);
  const teammates = at(2, { handled_by: "human_agent" });
  expect(isSuperseded(teammates, [customer(1), teammates, customer(3)])).toBe(false);
});

test("what a customer did without saying anything overtakes nothing", () => {
  const reaction = { ...customer(3), kind: "reaction" } as const;
  expect(isSuperseded(at(2), [at(2), reaction])).toBe(false);
});

test("a newer message of ours counts once it went out", () => {
  expect(isSuperseded(at(2), [at(2), at(3, { status: "sent" })])).toBe(true);
  expect(isSuperseded(at(2), [at(2), at(3, { status: "failed" })])).toBe(false);
});

test("what came before does not count", () => {
  expect(isSuperseded(at(2), [customer(1), at(1, { status: "sent" }), at(2)])).toBe(false);
});
