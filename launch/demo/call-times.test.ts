import { expect, it } from "vitest";
import { readCallTimes } from "./call-times.ts";
import type { SandboxCall } from "./sandbox-client.ts";

const post = { seq: 1, method: "POST", response: null, request: null };
const delivery = (mid: string, isEcho: boolean) => ({
  entry: [{ messaging: [{ message: { mid, is_echo: isEcho } }, { read: { watermark: 1 } }] }],
});

it("takes the first delivery of a message, whichever was answered, and the sending of its answer", () => {
  const calls: SandboxCall[] = [
    { ...post, at: 10, server: "webhook", path: "/w", status: 503, request: delivery("m1", false) },
    { ...post, at: 20, server: "webhook", path: "/w", status: 200, request: delivery("m1", false) },
    {
      ...post,
      at: 25,
      server: "graph",
      path: "/v25.0/me/messages",
      status: 200,
      response: { recipient_id: "7" },
    },
    {
      ...post,
      at: 30,
      server: "graph",
      path: "/v25.0/me/messages",
      status: 200,
      response: { message_id: "a1" },
    },
    { ...post, at: 40, server: "webhook", path: "/w", status: 200, request: delivery("a1", true) },
  ];
  expect(readCallTimes(calls)).toEqual({
    deliveredAt: new Map([["m1", 10]]),
    acknowledged: new Set(["m1"]),
    sentAt: new Map([["a1", 30]]),
  });
});
