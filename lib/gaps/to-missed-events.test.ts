import { expect, test } from "vitest";
import { toEvents } from "#lib/intake/to-events.ts";
import { toMissedEvents } from "./to-missed-events.ts";

const NOW = new Date("2026-11-22T12:00:10.000Z");
const AT = new Date("2026-11-22T12:00:00.000Z");
const FACEBOOK = { platform: "facebook", platformPageId: "101", facebookPageId: "101" } as const;
const INSTAGRAM = { platform: "instagram", platformPageId: "202", facebookPageId: "101" } as const;
const listed = (mid: string, change: object = {}) => ({
  mid,
  from: "7001",
  text: "Hello",
  attachments: [] as unknown[],
  at: AT,
  ...change,
});

const talk = (messages: ReturnType<typeof listed>[], participants: string[] = []) => ({
  messages,
  participants,
});

test.each([
  ["page", FACEBOOK],
  ["instagram", INSTAGRAM],
])("is the same event as the webhook of the object %s would have brought", (object, channel) => {
  const webhook = {
    object,
    entry: [
      {
        id: channel.platformPageId,
        time: AT.getTime() + 400,
        messaging: [
          {
            sender: { id: "7001" },
            recipient: { id: channel.platformPageId },
            timestamp: AT.getTime(),
            message: { mid: "m_1", text: "Hello" },
          },
        ],
      },
    ],
  };
  const [missed] = toMissedEvents(talk([listed("m_1")]), channel, NOW);
  const [brought] = toEvents(webhook, NOW) ?? [];
  expect({ ...missed, id: null }).toEqual({ ...brought, id: null });
});

test("comes oldest first, the page's own as echoes, without what nobody said", () => {
  const messages = [
    listed("m_4"),
    listed("m_3", { from: "101" }),
    listed("m_2", { from: "" }),
    listed("m_1"),
  ];
  const events = toMissedEvents(talk(messages), FACEBOOK, NOW);
  expect(events.map(({ dedupeKey, conversationKey }) => [dedupeKey, conversationKey])).toEqual([
    ["message:101:m_1", "101:7001"],
    ["message_echo:101:m_3", "101:7001"],
    ["message:101:m_4", "101:7001"],
  ]);
});

test("what only the page said has its customer from who takes part; without one it is nobody's", () => {
  const own = [listed("m_1", { from: "101" })];
  expect(toMissedEvents(talk(own, ["101", "7002"]), INSTAGRAM, NOW)).toMatchObject([
    { eventType: "message_echo", conversationKey: "202:7002", senderId: "202" },
  ]);
  expect(toMissedEvents(talk(own), FACEBOOK, NOW)).toEqual([]);
});

test.each([
  ["a picture", { mime_type: "image/jpeg", image_data: { url: "https://a.example/1" } }, "image"],
  ["a video", { mime_type: "video/mp4", video_data: { url: "https://a.example/1" } }, "video"],
  ["a voice message", { mime_type: "audio/mpeg", file_url: "https://a.example/1" }, "audio"],
  ["a file", { mime_type: "application/pdf", file_url: "https://a.example/1" }, "file"],
])("%s is described as webhooks do", (_name, attachment, type) => {
  const [event] = toMissedEvents(
    talk([listed("m_1", { text: null, attachments: [attachment] })]),
    FACEBOOK,
    NOW,
  );
  expect(event?.payload).toMatchObject({
    message: { attachments: [{ type, payload: { url: "https://a.example/1" } }] },
  });
});

test.each([[null], [{}], ["text"], [{ image_data: { url: 7 } }]])(
  "an attachment like %j costs nobody the message",
  (attachment) => {
    const [event] = toMissedEvents(
      talk([listed("m_1", { attachments: [attachment] })]),
      FACEBOOK,
      NOW,
    );
    expect(event?.payload).toMatchObject({
      message: { text: "Hello", attachments: [{ type: "fallback" }] },
    });
  },
);
