import type { Fault } from "#tests/faults/fault.ts";
import { blackhole, refuse, spoil, together } from "./spoil.ts";

const all = { server: "voice-agent" };
const store = { ...all, method: "POST", path: "messages" };
const generate = { ...all, method: "POST", path: "generate" };

export const VOICE_AGENT: Fault[] = [
  {
    name: "F5 stored",
    title: "dm-voice-agent answers 500, half, or resets before or after storing",
    isShort: true,
    inject: spoil(
      { ...store, kind: "status", status: 500, effect: true, probability: 0.05 },
      { ...store, kind: "reset-before", probability: 0.05 },
      { ...store, kind: "reset-after", probability: 0.05 },
      { ...store, kind: "truncated", effect: true, probability: 0.05 },
    ),
  },
  {
    name: "F5 hang",
    title: "dm-voice-agent never answers, with or without storing; nothing comes for 10 s",
    shape: { proxies: ["voice-agent"] },
    inject: together(
      blackhole("voice-agent", 10_000),
      spoil(
        { ...all, kind: "hang", probability: 0.005 },
        { ...store, kind: "hang", effect: true, probability: 0.01 },
      ),
    ),
  },
  {
    name: "F5 wrong",
    title: "dm-voice-agent answers 500, 503 as HTML, wrong JSON, nothing",
    inject: spoil(
      { ...all, kind: "status", status: 500, probability: 0.03 },
      { ...all, kind: "html", status: 503, probability: 0.03 },
      { ...all, kind: "invalid-json", probability: 0.03 },
      // An empty 2xx to a write means done.
      { ...all, kind: "empty", effect: true, probability: 0.03 },
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
    title: "dm-voice-agent refuses connections for 15 s",
    shape: { proxies: ["voice-agent"] },
    inject: refuse("voice-agent", 15_000, 2_000),
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
