import { DrizzleQueryError } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { BEHAVIOURS, type Lane, NotYetError } from "#lib/errors.ts";
import { MetaError } from "#lib/meta/errors.ts";
import { DoubtfulSendError, ProvenAbsentError } from "#lib/replies/errors.ts";
import { CallTooLateError, PausedError, UpstreamAwayError } from "#lib/upstream/errors.ts";
import { VoiceAgentError } from "#lib/voice-agent/errors.ts";
import { judgeFailure } from "./judge-failure.ts";

const HOUR_MS = 3_600_000;
const answering = { hasAnsweredWithin: () => true };
const silent = { hasAnsweredWithin: () => false };
/** All the time, but not in that lane; or not since so long ago. */
const answeringBut = (silentLane: Lane, othersAgoMs = 0) => ({
  hasAnsweredWithin: (ms: number, lane: Lane | null = null) =>
    lane !== silentLane && ms > othersAgoMs,
});
const judge = (
  error: unknown,
  record: { attempts?: number; failedForMs?: number | null } = {},
  upstream: typeof answering | ReturnType<typeof answeringBut> = answering,
) =>
  judgeFailure(
    error,
    { attempts: 0, failedForMs: null, ...record },
    { graph: upstream, "voice-agent": upstream },
  );

const transient = new MetaError("post me/messages", "transient");

describe("tries", () => {
  test("grow by one and run out after eight", () => {
    let attempts = 0;
    for (let tries = 1; ; tries += 1) {
      const verdict = judge(transient, { attempts, failedForMs: attempts === 0 ? null : 1_000 });
      if (!verdict.again) {
        expect({ tries, ...verdict }).toEqual({
          tries: 8,
          again: false,
          end: "dead",
          code: "meta.transient",
        });
        break;
      }
      expect(verdict).toMatchObject({ attempts: attempts + 1, isFailing: true });
      attempts = verdict.attempts;
    }
  });

  test("an agent's unusable answer is asked for three times in all", () => {
    const bad = new VoiceAgentError("generate", "unexpected-answer");
    expect(judge(bad, { attempts: 1 })).toMatchObject({ again: true, attempts: 2 });
    expect(judge(bad, { attempts: 2 })).toMatchObject({ again: false, end: "dead" });
  });

  test("Retry-After is obeyed", () => {
    const told = new VoiceAgentError("store", "unavailable", { status: 503, retryAfterMs: 90_000 });
    expect(judge(told)).toMatchObject({ again: true, delayMs: 90_000 });
    expect(judge(told, { failedForMs: 1_000 }, silent)).toMatchObject({
      ...{ again: true, delayMs: 90_000, attempts: 0 },
    });
  });
});

describe("an outage", () => {
  test("uses up no try while the other side answers nobody, and is looked at again soon", () => {
    for (const failedForMs of [1_000, 60_000, HOUR_MS, 23 * HOUR_MS]) {
      const verdict = judge(transient, { attempts: 7, failedForMs }, silent);
      expect(verdict).toMatchObject({ again: true, attempts: 7, isFailing: true });
      expect(verdict.again && verdict.delayMs).toBeLessThanOrEqual(10_000);
    }
  });

  test("is not waited for longer than a day", () => {
    expect(judge(transient, { failedForMs: 25 * HOUR_MS }, silent)).toMatchObject({ again: false });
  });

  test("uses up no try either when its failures were interrupted by some other wait", () => {
    const interrupted = { attempts: 7, failedForMs: null };
    expect(judge(transient, interrupted, silent)).toMatchObject({ attempts: 7, isFailing: true });
    expect(judge(transient, interrupted)).toMatchObject({ again: false, end: "dead" });
  });

  test.each([
    ["the circuit is open", new UpstreamAwayError("graph", 4_000), 4_000],
    ["Meta limited the page", new PausedError(1_234_567), 1_234_567],
    ["Meta limited it without a time", new MetaError("x", "rate-limited"), 60_000],
    ["Meta blocked the page", new MetaError("x", "blocked"), 60_000],
    ["our token for dm-voice-agent is wrong", new VoiceAgentError("x", "unauthorized"), 60_000],
    ["the channel must be reconnected", new MetaError("x", "token-invalid"), 60_000],
  ])("when %s the work waits without using up tries", (_why, error, delayMs) => {
    expect(judge(error, { attempts: 5 })).toMatchObject({ again: true, attempts: 5, delayMs });
  });
});

describe("an outage of one lane", () => {
  const generate = new VoiceAgentError("generate", "unavailable", {
    lane: "generate",
    status: 503,
  });
  const send = new MetaError("post me/messages", "transient", { lane: "send" });

  test.each([
    ["writing answers", generate, "generate"],
    ["sending", send, "send"],
    ["a sending that was proven not to be one", new ProvenAbsentError(), "send"],
  ] as const)("of %s uses up no try for an hour while the others answer", (_what, error, lane) => {
    for (const failedForMs of [1_000, 10 * 60_000, HOUR_MS]) {
      const verdict = judge(error, { attempts: 7, failedForMs }, answeringBut(lane));
      expect(verdict).toMatchObject({ again: true, attempts: 7, isFailing: true });
    }
    const later = { attempts: 6, failedForMs: HOUR_MS + 1 };
    expect(judge(error, later, answeringBut(lane))).toMatchObject({ again: true, attempts: 7 });
    const last = judge(error, { ...later, attempts: 7 }, answeringBut(lane));
    expect(last).toMatchObject({ again: false, end: "dead" });
  });

  test("is one of the whole side once no other has answered for an hour", () => {
    const record = { attempts: 7, failedForMs: 3 * HOUR_MS };
    expect(judge(generate, record, answeringBut("generate", 2 * HOUR_MS))).toMatchObject({
      ...{ again: true, attempts: 7 },
    });
  });

  test("is none for a failure of another lane", () => {
    const record = { attempts: 7, failedForMs: 60_000 };
    expect(judge(generate, record, answeringBut("store"))).toMatchObject({ again: false });
  });

  test("is not believed without a time: after some other wait the tries count", () => {
    const interrupted = { attempts: 6, failedForMs: null };
    expect(judge(generate, interrupted, answeringBut("generate"))).toMatchObject({ attempts: 7 });
  });
});

describe("patience", () => {
  const away = new UpstreamAwayError("voice-agent", 4_000);
  const weekend = { attempts: 1, failedForMs: 60 * HOUR_MS };

  test.each([
    ["a token to be mended", new VoiceAgentError("x", "unauthorized")],
    ["a channel to be reconnected", new MetaError("x", "token-invalid")],
    ["a limit", new MetaError("x", "rate-limited")],
    ["a pause", new PausedError(1_000)],
    ["somebody else's work", new NotYetError("x", "Not yet")],
    ["a call that was held up", new CallTooLateError()],
  ])("ends with a wait for %s, however long it has run", (_what, error) => {
    expect(judge(error, weekend)).toMatchObject({ again: true, isFailing: false });
  });

  test.each([
    ["an open circuit", away],
    ["a doubt about what was sent", new DoubtfulSendError("meta.transient", 1_000)],
    ["a begun store", new NotYetError("x", "Not yet", 1_000, { endsPatience: false })],
  ])("does not begin with %s, and runs on behind it", (_what, error) => {
    expect(judge(error)).toMatchObject({ again: true, isFailing: false });
    expect(judge(error, weekend)).toMatchObject({ again: true, isFailing: true });
    expect(judge(transient, weekend)).toMatchObject({ again: false, end: "dead" });
  });
});

test.each([
  ["outside-window"],
  ["recipient-unavailable"],
  ["permission-missing"],
  ["thread-elsewhere"],
  ["refused"],
] as const)("%s is final", (kind) => {
  expect(judge(new MetaError("x", kind))).toEqual({
    again: false,
    end: "failed",
    code: `meta.${kind}`,
  });
  expect(BEHAVIOURS[kind].again).toBe("never");
});

const pgError = (code: string) =>
  new DrizzleQueryError("select 1", [], Object.assign(new Error("pg"), { code }));

test.each([
  ["a mistake of ours", new TypeError("x is undefined")],
  ["data that PostgreSQL cannot hold", pgError("22021")],
])("%s is dead at once", (_name, error) => {
  expect(judge(error)).toMatchObject({ again: false, end: "dead" });
});

test.each([
  ["a lost connection", new Error("Connection terminated unexpectedly")],
  ["a database that only reads", pgError("25006")],
  ["a database that shuts down", pgError("57P01")],
])("%s is nobody's failed try: the job goes back as it is", (_name, error) => {
  expect(() => judge(error)).toThrow(error);
});
