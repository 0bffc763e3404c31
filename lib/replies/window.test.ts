import { expect, test } from "vitest";
import { HUMAN_WINDOW_MS, WINDOW_MS } from "#lib/forms/messaging-window.ts";
import { mayAgentAnswer, tagOfTeammate } from "./window.ts";

const told = new Date();

test.each([
  [0, null, true],
  [WINDOW_MS - 10 * 60_000, null, true],
  [WINDOW_MS - 60_000, null, false],
  [WINDOW_MS, null, false],
  [0, told, false],
])(
  "the agent may answer after %d ms, refused before at %o: %o",
  (quietForMs, windowClosedAt, may) => {
    expect(mayAgentAnswer({ quietForMs, windowClosedAt })).toBe(may);
  },
);

test.each([
  [0, null, "RESPONSE"],
  [WINDOW_MS - 1, null, "RESPONSE"],
  [0, told, "HUMAN_AGENT"],
  [WINDOW_MS, null, "HUMAN_AGENT"],
  [HUMAN_WINDOW_MS - 1, told, "HUMAN_AGENT"],
  [HUMAN_WINDOW_MS, null, null],
  [HUMAN_WINDOW_MS, told, null],
])(
  "a teammate answers after %d ms, refused before at %o, as %s",
  (quietForMs, windowClosedAt, tag) => {
    expect(tagOfTeammate({ quietForMs, windowClosedAt })).toBe(tag);
  },
);
