import type { Fault } from "#tests/faults/fault.ts";
import { inTurns, spoil } from "./spoil.ts";

const all = { server: "voice-agent" };
const store = { ...all, method: "POST", path: "messages" };
const generate = { ...all, method: "POST", path: "generate" };

export const VOICE_AGENT: Fault[] = [
  {
    name: "F5 stored-500",
    title: "dm-voice-agent stores the message and answers 500",
    isShort: true,
    inject: spoil({ ...store, kind: "status", status: 500, effect: true, probability: 0.1 }),
  },
  {
    name: "F5 reset",
    title: "dm-voice-agent resets the connection before or after storing",
    inject: spoil(
      { ...store, kind: "reset-before", probability: 0.08 },
      { ...store, kind: "reset-after", probability: 0.08 },
      { ...store, kind: "truncated", effect: true, probability: 0.04 },
    ),
  },
  {
    name: "F5 hang",
    title: "dm-voice-agent never answers, with or without storing",
    inject: spoil(
      { ...all, kind: "hang", probability: 0.005 },
      { ...store, kind: "hang", effect: true, probability: 0.01 },
    ),
  },
  {
    name: "F5 wrong",
    title: "dm-voice-agent answers 500, 503 as HTML, wrong JSON, nothing",
    inject: spoil(
      { ...all, kind: "status", status: 500, probability: 0.03 },
      { ...all, kind: "html", status: 503, probability: 0.03 },
      { ...all, kind: "invalid-json", probability: 0.03 },
      { ...all, kind: "empty", probability: 0.03 },
    ),
  },
  {
    name: "F23 slow",
    title: "the agent takes 8 s for an answer",
    prepare: async ({ system }) => {
      await system.sandbox.set({ agent_latency_ms: 8_000 });
    },
    inject: async ({ system, pause, isLoaded, count }) => {
      count();
      while (isLoaded()) await pause(1_000);
      await system.sandbox.set({ agent_latency_ms: 30 });
    },
  },
  {
    name: "F24 away",
    title: "dm-voice-agent refuses connections for 30 s",
    shape: { proxies: ["voice-agent"] },
    inject: (injection) => {
      const proxy = injection.system.proxies.get("voice-agent");
      return inTurns(injection, {
        times: 1,
        forMs: injection.isLong ? 30_000 : 2_000,
        begin: proxy.refuse,
        end: proxy.accept,
      });
    },
  },
  {
    name: "F24 blackhole",
    title: "nothing comes through to or from dm-voice-agent for 12 s",
    shape: { proxies: ["voice-agent"] },
    inject: (injection) => {
      const proxy = injection.system.proxies.get("voice-agent");
      return inTurns(injection, {
        times: 1,
        forMs: 12_000,
        begin: async () => proxy.set({ kind: "blackhole" }),
        end: async () => {
          proxy.set({ kind: "pass" });
          proxy.cutAll();
        },
      });
    },
  },
  {
    name: "F25 agent-wrong",
    title: "the agent answers nothing, HTML, 12 MB or half",
    inject: spoil(
      { ...generate, kind: "empty", probability: 0.04 },
      { ...generate, kind: "wrong-type", probability: 0.04 },
      { ...generate, kind: "huge", probability: 0.02 },
      { ...generate, kind: "truncated", probability: 0.04 },
    ),
  },
];
