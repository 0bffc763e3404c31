import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EventKind, kindOfEvent } from "./event-kind.ts";

describe("the key that exists decides", () => {
  test.each<[Record<string, unknown>, EventKind]>([
    [{ message: { mid: "m", text: "Hi" } }, "message"],
    [{ message: { mid: "m", attachments: [] } }, "message"],
    [{ message: {} }, "message"],
    [{ message: { mid: "m", is_deleted: true } }, "message_deleted"],
    [{ message: { mid: "m", is_unsupported: true } }, "message_unsupported"],
    [{ message_edit: { mid: "m", text: "x", num_edit: "1" } }, "message_edit"],
    [{ postback: { title: "Start" } }, "postback"],
    [{ reaction: { mid: "m", action: "react" } }, "reaction"],
    [{ read: { watermark: 1 } }, "read"],
    [{ delivery: { watermark: 1 } }, "delivery"],
    [{ referral: { ref: "x" } }, "referral"],
    [{ optin: { type: "notification_messages" } }, "optin"],
    [{ account_linking: { status: "linked" } }, "account_linking"],
    [{ pass_thread_control: {} }, "pass_thread_control"],
    [{ take_thread_control: {} }, "take_thread_control"],
    [{ request_thread_control: {} }, "request_thread_control"],
    [{ app_roles: {} }, "app_roles"],
    [{ policy_enforcement: { action: "block" } }, "policy_enforcement"],
    [{ messaging_feedback: {} }, "messaging_feedback"],
    [{ response_feedback: {} }, "response_feedback"],
    [{ order: {} }, "order"],
    [{ form: {} }, "form"],
    [{ something_new: {} }, "unknown"],
    [{}, "unknown"],
    [{ message: null }, "unknown"],
    [{ message: "text" }, "unknown"],
    [{ message: [] }, "unknown"],
  ])("%j is %s", (event, kind) => {
    expect(kindOfEvent({ sender: { id: "7001" }, timestamp: 1, ...event })).toBe(kind);
  });

  test("a message goes before everything beside it", () => {
    const event = { read: {}, referral: {}, postback: {}, message: { mid: "m" } };
    expect(kindOfEvent(event)).toBe("message");
  });
});

describe("an echo", () => {
  test.each([true, "true", 1, "1", "yes", {}])("is_echo %j is one", (is_echo) => {
    expect(kindOfEvent({ message: { mid: "m", is_echo } })).toBe("message_echo");
  });

  test.each([undefined, null, false, "false", 0])("is_echo %j is none", (is_echo) => {
    expect(kindOfEvent({ message: { mid: "m", is_echo } })).toBe("message");
  });

  test("goes before what else is said of the message", () => {
    const message = { is_echo: true, is_deleted: true, is_unsupported: true };
    expect(kindOfEvent({ message })).toBe("message_echo");
  });
});

test("whatever the event is, it gets a kind", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (event) => {
      expect(kindOfEvent(event)).toMatch(/^[a-z_]+$/);
    }),
  );
});
