import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type NewEvent, toEvents } from "./to-events.ts";

const NOW = new Date("2026-11-22T12:00:00.000Z");
const TIME = Date.UTC(2026, 10, 22, 11, 59);
const PAGE = "10001";

const event = (more: Record<string, unknown> = {}) => ({
  sender: { id: "7001" },
  recipient: { id: PAGE },
  timestamp: TIME,
  message: { mid: "m_a", text: "hi" },
  ...more,
});
const entryOf = (...messaging: unknown[]) => ({ id: PAGE, time: TIME + 500, messaging });
const eventsIn = (body: unknown): NewEvent[] => {
  const events = toEvents(body, NOW);
  if (events === null) throw new Error("expected Meta's frame");
  return events;
};
const only = (entry: unknown, object = "page"): NewEvent => {
  const [first, ...others] = eventsIn({ object, entry: [entry] });
  if (first === undefined || others.length > 0) throw new Error("expected one event");
  return first;
};
const one = (more: Record<string, unknown>) => only(entryOf(event(more)));

test("a message is taken apart", () => {
  const given = event();
  expect(only(entryOf(given))).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    platform: "facebook",
    eventType: "message",
    pageId: PAGE,
    senderId: "7001",
    payload: given,
    dedupeKey: "message:10001:m_a",
    conversationKey: "10001:7001",
    occurredAt: new Date(TIME),
  });
});

describe("the frame", () => {
  test("several pages, events and kinds in one delivery keep their order", () => {
    const events = eventsIn({
      object: "page",
      entry: [
        entryOf(event(), event({ message: { mid: "m_b" } })),
        { id: "10002", time: TIME, messaging: [event({ read: { watermark: 1 }, message: null })] },
        { id: "10003", time: TIME, standby: [event()] },
        { id: "10004", time: 1_790_000_000, changes: [{ field: "feed", value: {} }] },
      ],
    });
    expect(events.map(({ pageId, eventType }) => [pageId, eventType])).toEqual([
      [PAGE, "message"],
      [PAGE, "message"],
      ["10002", "read"],
      ["10003", "standby"],
      ["10004", "change.feed"],
    ]);
  });

  test("one entry may have all three lists", () => {
    const entry = {
      ...entryOf(event()),
      standby: [event({ message: { mid: "m_s" } })],
      changes: [{ field: "messages", value: {} }],
    };
    const kinds = eventsIn({ object: "page", entry: [entry] }).map(({ eventType }) => eventType);
    expect(kinds).toEqual(["message", "standby", "change.messages"]);
  });

  test.each([
    ["page", "facebook"],
    ["instagram", "instagram"],
    ["whatsapp_business_account", "whatsapp_business_account"],
    ["user", "user"],
    ["x".repeat(60), "x".repeat(50)],
  ])("the object %s is the platform %s", (object, platform) => {
    expect(only(entryOf(event()), object).platform).toBe(platform);
  });

  test.each([
    [undefined],
    [null],
    [[]],
    ["x"],
    [42],
    [{}],
    [{ object: "page" }],
    [{ object: "page", entry: {} }],
    [{ object: "page", entry: null }],
    [{ object: 1, entry: [] }],
    [{ entry: [] }],
  ])("%j is not Meta's frame", (body) => {
    expect(toEvents(body, NOW)).toBeNull();
  });

  test("a name that is cut stays well-formed", () => {
    const change = { field: `${"f".repeat(79)}😀`, value: {} };
    const body = { object: `${"o".repeat(49)}😀`, entry: [{ id: PAGE, changes: [change] }] };
    const [event] = toEvents(body, NOW) ?? [];
    expect(event?.platform).toBe(`${"o".repeat(49)}\ufffd`);
    expect(event?.eventType).toBe(`change.${"f".repeat(79)}\ufffd`);
  });

  test("a frame without entries has no events", () => {
    expect(toEvents({ object: "page", entry: [] }, NOW)).toEqual([]);
  });

  test("more events than any delivery of Meta's has are not taken apart", () => {
    expect(toEvents({ object: "page", entry: Array(20_001).fill(null) }, NOW)).toBeNull();
  });
});

describe("an odd entry is kept whole, and costs its neighbours nothing", () => {
  test.each([
    [null],
    ["x"],
    [7],
    [[]],
    [{}],
    [{ id: PAGE }],
    [{ id: PAGE, messaging: "x" }],
    [{ id: PAGE, messaging: {} }],
    [{ id: PAGE, messaging: [] }],
    [{ id: PAGE, messaging: null, standby: 1, changes: "no" }],
  ])("%j", (odd) => {
    const events = eventsIn({ object: "page", entry: [odd, entryOf(event())] });
    expect(events.map(({ eventType }) => eventType)).toEqual(["unknown", "message"]);
    expect(events[0]).toMatchObject({ payload: odd, senderId: null, conversationKey: null });
  });

  test("a broken list beside a good one is kept without repeating the good one's events", () => {
    const odd = { id: PAGE, messaging: [event()], changes: "no" };
    const events = eventsIn({ object: "page", entry: [odd] });
    expect(events.map(({ eventType }) => eventType)).toEqual(["message", "unknown"]);
    expect(events[1]?.payload).toEqual({ id: PAGE, changes: "no" });
  });

  test.each([[null], ["x"], [3], [[]]])("and so is %j among the events", (odd) => {
    const events = eventsIn({ object: "page", entry: [entryOf(event(), odd, event())] });
    expect(events.map(({ eventType }) => eventType)).toEqual(["message", "unknown", "message"]);
    expect(events[1]).toMatchObject({ payload: odd, pageId: PAGE, conversationKey: null });
  });

  test("whatever is in the frame, nothing throws and nothing is lost", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.array(fc.jsonValue()), (entries, messaging) => {
        const entry = [...entries, entryOf(...messaging)];
        const events = eventsIn({ object: "page", entry });
        expect(events.length).toBeGreaterThanOrEqual(entries.length + messaging.length);
        for (const { dedupeKey, occurredAt } of events) {
          expect(dedupeKey.length).toBeLessThan(1_000);
          expect(occurredAt.getTime()).not.toBeNaN();
        }
      }),
    );
  });
});

describe("who it is about", () => {
  test("in an echo the customer is the recipient", () => {
    const echo = { is_echo: true, mid: "m_k", app_id: 1517776481860111 };
    const given = { sender: { id: PAGE }, recipient: { id: "7001" }, message: echo };
    expect(one(given)).toMatchObject({
      eventType: "message_echo",
      senderId: PAGE,
      conversationKey: "10001:7001",
      dedupeKey: "message_echo:10001:m_k",
    });
  });

  test.each(["true", 1])("an echo marked by %j is one too", (is_echo) => {
    const given = { recipient: { id: "7009" }, message: { mid: "m_k", is_echo } };
    expect(one(given)).toMatchObject({ eventType: "message_echo", conversationKey: "10001:7009" });
  });

  test.each([
    [undefined],
    [null],
    ["7001"],
    [{}],
    [{ id: "" }],
    [{ id: null }],
    [{ id: { $ne: 1 } }],
    [{ id: "7".repeat(256) }],
    [{ user_ref: "guest" }],
  ])("the sender %j is nobody, so there is no conversation", (sender) => {
    expect(one({ sender })).toMatchObject({ senderId: null, conversationKey: null });
  });

  test("numeric ids are the same as their digits", () => {
    const entry = { ...entryOf(event({ sender: { id: 7001 } })), id: 10001 };
    expect(only(entry)).toMatchObject({
      pageId: PAGE,
      senderId: "7001",
      conversationKey: "10001:7001",
      dedupeKey: "message:10001:m_a",
    });
  });

  test("the page comes from the entry, not from what the event says", () => {
    expect(one({ recipient: { id: "99999" } }).pageId).toBe(PAGE);
  });

  test("without a page there is no conversation", () => {
    const { id: _, ...entry } = entryOf(event());
    expect(only(entry)).toMatchObject({ pageId: null, conversationKey: null });
  });
});

describe("standby and changes", () => {
  test("what another app handles is standby, whatever it is", () => {
    const entry = { id: PAGE, time: TIME, standby: [event(), event({ postback: {}, message: 0 })] };
    const events = eventsIn({ object: "page", entry: [entry] });
    expect(events.map(({ eventType }) => eventType)).toEqual(["standby", "standby"]);
    expect(events[0]?.dedupeKey).not.toBe(only(entryOf(event())).dedupeKey);
  });

  test("the dashboard's test event is a change without a conversation", () => {
    const value = {
      sender: { id: "12334" },
      recipient: { id: "23245" },
      timestamp: "1527459824",
      message: { mid: "random_mid", text: "random_text" },
    };
    const entry = { id: "0", time: 1_790_000_000, changes: [{ field: "messages", value }] };
    expect(only(entry, "instagram")).toMatchObject({
      platform: "instagram",
      eventType: "change.messages",
      pageId: "0",
      senderId: "12334",
      conversationKey: null,
      occurredAt: new Date(1_527_459_824_000),
    });
  });

  test.each([
    [null, "change.unknown"],
    ["x", "change.unknown"],
    [{}, "change.unknown"],
    [{ field: 1 }, "change.unknown"],
    [{ field: "f".repeat(100), value: null }, `change.${"f".repeat(80)}`],
  ])("the change %j is %s", (change, eventType) => {
    expect(only({ id: PAGE, time: TIME, changes: [change] }).eventType).toBe(eventType);
  });
});

describe("when it happened", () => {
  const withTimes = (timestamp: unknown, time: unknown) =>
    only({ ...entryOf(event({ timestamp })), time }).occurredAt;

  test.each<[string, unknown, number]>([
    ["milliseconds", TIME, TIME],
    ["milliseconds as text", String(TIME), TIME],
    ["seconds", TIME / 1_000, TIME],
    ["seconds as text", "1527459824", 1_527_459_824_000],
    ["a little in the future", NOW.getTime() + 60_000, NOW.getTime() + 60_000],
  ])("%s", (_what, timestamp, expected) => {
    expect(withTimes(timestamp, undefined)).toEqual(new Date(expected));
  });

  const ABSURD = [
    undefined,
    null,
    "",
    "soon",
    -1,
    0,
    1e18,
    "1e400",
    Number.POSITIVE_INFINITY,
    Number.NaN,
    {},
    [TIME],
    true,
    Date.UTC(2003, 0),
    NOW.getTime() + 2 * 24 * 60 * 60 * 1_000,
  ];
  test.each(ABSURD)("the absurd time %j gives way to the entry's, then to now", (timestamp) => {
    expect(withTimes(timestamp, TIME + 500)).toEqual(new Date(TIME + 500));
    expect(withTimes(timestamp, timestamp)).toEqual(NOW);
  });
});

describe("the key that makes twice the same as once", () => {
  const SAME_KIND = {
    message: { message: { mid: "m_a", text: "hi" } },
    postback: { message: undefined, postback: { mid: "m_p", payload: "GO" } },
    oldPostback: { message: undefined, postback: { payload: "GO" } },
    read: { message: undefined, read: { watermark: 5 } },
    reaction: { message: undefined, reaction: { mid: "m_a", action: "react", emoji: "❤️" } },
    deleted: { message: { mid: "m_a", is_deleted: true } },
    edit: { message: undefined, message_edit: { mid: "m_a", text: "new", num_edit: 1 } },
    unknown: { message: undefined, something_new: { a: 1, b: [2] } },
  };

  test.each(Object.entries(SAME_KIND))(
    "%s: a copy in another delivery has it too",
    (_kind, more) => {
      const given = event(more);
      const copy = Object.fromEntries(Object.entries(structuredClone(given)).reverse());
      const first = only(entryOf(given));
      const later = {
        object: "page",
        entry: [{ ...entryOf(event({ message: { mid: "m_x" } }), copy) }],
      };
      const again = eventsIn({ ...later, entry: [{ ...later.entry[0], time: TIME + 99_000 }] })[1];
      expect(again?.dedupeKey).toBe(first.dedupeKey);
      expect(again?.id).not.toBe(first.id);
    },
  );

  test("different events have different ones, also of the same message", () => {
    const different = [
      ...Object.values(SAME_KIND),
      { message: { mid: "m_b", text: "hi" } },
      { message: { mid: "m_a", text: "hi", is_echo: true } },
      { message: undefined, read: { watermark: 6 } },
      { message: undefined, reaction: { mid: "m_a", action: "unreact" } },
      { message: undefined, message_edit: { mid: "m_a", text: "newer", num_edit: 2 } },
      { message: undefined, postback: { payload: "GO" }, timestamp: TIME + 1 },
      { message: undefined, postback: { payload: "GO" }, sender: { id: "7002" } },
      { message: { text: "no mid" } },
      { message: { mid: "", text: "empty mid" } },
      { message: { mid: 5, text: "numeric mid" } },
    ].map((more) => one(more).dedupeKey);
    expect(new Set(different).size).toBe(different.length);
  });

  test("the same message id on two pages is two events", () => {
    const elsewhere = only({ ...entryOf(event()), id: "10002" });
    expect(elsewhere.dedupeKey).not.toBe(only(entryOf(event())).dedupeKey);
  });

  test("a message's text does not count, its id does", () => {
    expect(one({ message: { mid: "m_a", text: "other" } }).dedupeKey).toBe(one({}).dedupeKey);
  });

  test("1,000 copies in one delivery share it", () => {
    const events = eventsIn({ object: "page", entry: [entryOf(...Array(1_000).fill(event()))] });
    expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).toBe(1);
    expect(new Set(events.map(({ id }) => id)).size).toBe(1_000);
  });

  test("a message id of 10 kB is hashed, one with quotes is kept", () => {
    const long = one({ message: { mid: "m".repeat(10_000) } }).dedupeKey;
    expect(long).toMatch(/^message:10001:[0-9a-f]{64}$/);
    expect(long).not.toBe(one({ message: { mid: "m".repeat(10_001) } }).dedupeKey);
    expect(one({ message: { mid: `"';--` } }).dedupeKey).toBe(`message:10001:"';--`);
  });

  test("entries that we cannot read are told apart by what is in them", () => {
    const keys = [null, "x", 7, {}, { id: PAGE }, { id: PAGE, messaging: "x" }].map(
      (entry) => only(entry).dedupeKey,
    );
    expect(new Set(keys).size).toBe(keys.length);
  });
});
