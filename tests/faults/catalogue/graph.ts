import { connectFacebook } from "#launch/demo/connect-facebook.ts";
import { registerChannels } from "#launch/demo/register-channels.ts";
import type { Fault } from "#tests/faults/fault.ts";
import { blackhole, inTurns, refuse, settle, spoil, together } from "./spoil.ts";

const send = { server: "graph", method: "POST", path: "/messages$" };

export const GRAPH: Fault[] = [
  {
    name: "F15-16 accepted",
    title: "Graph sends the message and answers 500 or half of the JSON",
    isShort: true,
    inject: spoil(
      { ...send, kind: "graph-error", code: 2, effect: true, probability: 0.1 },
      { ...send, kind: "truncated", effect: true, probability: 0.1 },
    ),
  },
  {
    name: "F16 wrong",
    title: "Graph answers 500, 503 as HTML, wrong JSON or nothing",
    inject: spoil(
      { ...send, kind: "graph-error", code: 1, probability: 0.05 },
      { ...send, kind: "html", status: 503, probability: 0.05 },
      { ...send, kind: "invalid-json", probability: 0.05 },
      { ...send, kind: "empty", probability: 0.05 },
      { ...send, kind: "wrong-type", effect: true, probability: 0.05 },
    ),
  },
  {
    name: "F17 reset",
    title: "Graph resets the connection before or after the message is sent",
    inject: spoil(
      { ...send, kind: "reset-before", probability: 0.1 },
      { ...send, kind: "reset-after", probability: 0.1 },
    ),
  },
  {
    name: "F17 hang",
    title: "Graph never answers, with or without sending; nothing comes through for 10 s",
    shape: { proxies: ["graph"] },
    inject: together(
      blackhole("graph", 10_000),
      spoil(
        { ...send, kind: "hang", probability: 0.03 },
        { ...send, kind: "hang", effect: true, probability: 0.03 },
      ),
    ),
  },
  {
    name: "F18 refused",
    title: "Graph refuses connections for 15 s",
    shape: { proxies: ["graph"] },
    inject: refuse("graph", 15_000, 3_000),
  },
  {
    name: "F19 limited",
    title: "Graph limits one page for 15 s (613), then the app for 5 s (4)",
    inject: async (injection) => {
      const { system, random } = injection;
      const page = random.pick(system.channels).accountId;
      const ofPage = { code: 613, regain_minutes: 0.1, for_ms: 15_000 };
      const ofApp = { code: 4, http: 403, retry_after: 5, for_ms: 5_000 };
      await inTurns(injection, {
        times: 1,
        forMs: 15_000,
        begin: () => system.sandbox.set({ rate_limits: { page: { [page]: ofPage } } }),
        end: () => system.sandbox.set({ rate_limits: { page: {}, app: ofApp } }),
      });
    },
  },
  {
    name: "F19 minutes",
    title: "Graph limits one page for two minutes (613), and says one at a time",
    longSeconds: 140,
    inject: async (injection) => {
      const { system, random, isLong } = injection;
      const page = random.pick(system.channels).accountId;
      const forMs = isLong ? 120_000 : 8_000;
      const ofPage = { code: 613, regain_minutes: isLong ? 1 : 0.1, for_ms: forMs };
      await inTurns(injection, {
        times: 1,
        forMs,
        begin: () => system.sandbox.set({ rate_limits: { page: { [page]: ofPage } } }),
        end: () => system.sandbox.set({ rate_limits: { page: {} } }),
      });
    },
  },
  {
    name: "F20 revoked",
    title: "a token revoked in the middle, and Facebook connected again",
    inject: async ({ system, pause, count }) => {
      await pause(4_000);
      await system.sandbox.call("POST", "tokens/revoke", {});
      count();
      await pause(8_000);
      await registerChannels(system.client, await connectFacebook(system.client));
    },
  },
  {
    name: "F21-22 not-allowed",
    title: "outside the window (10), blocked by the customer (551)",
    mayFail: /./,
    inject: spoil(
      { ...send, kind: "graph-error", code: 10, subcode: 2018278, status: 400, probability: 0.03 },
      { ...send, kind: "graph-error", code: 551, status: 400, probability: 0.03 },
    ),
    check: async (_, { failed }) =>
      Object.keys(failed).length === 2 ? [] : [`failed by ${JSON.stringify(failed)}`],
  },
  {
    name: "F10-11 echo-first",
    title: "the echo comes before Graph's answer, three times",
    ...settle({ echo_before_answer: true, echo_copies: 3 }, {}),
  },
  {
    name: "F12 no-echo",
    title: "no echoes, and Graph's answers lost after sending",
    prepare: async ({ system: { sandbox } }) => {
      await sandbox.set({ echoes_dropped: true });
    },
    inject: spoil({ ...send, kind: "reset-after", probability: 0.1 }),
  },
  {
    name: "F13 echo-late",
    title: "echoes 8 s late and without metadata, Graph's answers lost after sending",
    prepare: async ({ system: { sandbox } }) => {
      await sandbox.set({ echo_delay_ms: 8_000, echo_without_metadata: true });
    },
    inject: spoil({ ...send, kind: "reset-after", probability: 0.1 }),
  },
];
