import { expect, it } from "vitest";
import type { Round } from "./gap.ts";
import { afterPage, firstRound, nextRound } from "./rounds.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 27, 12, 0, 0) + seconds * 1_000);
const TOP = at(0);

/** Reads a round's result pages, 1 s each; the last one names no further one. */
function read(
  round: Round,
  { pages, newest, from }: { pages: number; newest: Date; from: number },
) {
  let result = afterPage(round, { conversations: [], newest, after: null }, at(from));
  for (let page = 1, now = round; page <= pages; page += 1) {
    const after = page < pages ? `cursor ${page}` : null;
    result = afterPage(now, { conversations: [], newest, after }, at(from + page));
    if (!result.goesOn) break;
    now = result.round;
  }
  return result;
}

it("ends with a round of one result page, which nothing can have moved past", () => {
  const only = read(firstRound(at(-60), at(1)), { pages: 1, newest: TOP, from: 1 });
  expect(only).toMatchObject({ goesOn: false, mayHaveMissed: false, round: { newest: TOP } });
});

it("goes again down to the last round's top, which includes what moved up meanwhile", () => {
  const first = read(firstRound(at(-60), at(1)), { pages: 3, newest: TOP, from: 1 });
  expect(first).toMatchObject({ goesOn: false, mayHaveMissed: true, round: { pages: 3 } });
  const second = nextRound(first.round, at(5));
  expect(second).toMatchObject({ downTo: TOP, newest: null, after: null, pages: 0 });
});

it("believes a full second at the top only once it has long been the same", () => {
  const more = { conversations: [], newest: TOP, after: "cursor 1" };
  let { round } = read(firstRound(at(-60), at(1)), { pages: 3, newest: TOP, from: 1 });
  const tries: string[] = [];
  for (let now = 5; now < 40; now += 4) {
    round = nextRound(round, at(now));
    const { goesOn, mayHaveMissed } = afterPage(round, more, at(now + 1));
    tries.push(`${now} ${goesOn ? "on" : "ends"}${mayHaveMissed ? ", again" : ""}`);
    if (!goesOn) break;
    ({ round } = read(round, { pages: 3, newest: TOP, from: now }));
  }
  // The top was seen first at 2 s; the round from 13 s on is the first that begins 10 s later.
  expect(tries).toEqual(["5 on", "9 on", "13 on", "17 ends"]);
});

it("begins to wait anew when somebody writes", () => {
  const first = read(firstRound(at(-60), at(1)), { pages: 3, newest: TOP, from: 1 });
  const second = read(nextRound(first.round, at(20)), { pages: 3, newest: TOP, from: 20 });
  const third = nextRound(second.round, at(24));
  expect(third.followsStill).toBe(true);
  const moved = afterPage(third, { conversations: [], newest: at(23), after: "more" }, at(25));
  expect(moved.goesOn).toBe(true);
  expect(moved.round.stillSince).toEqual(at(25));
  const whole = read(third, { pages: 2, newest: at(23), from: 24 });
  expect(whole.mayHaveMissed).toBe(true);
  expect(nextRound(whole.round, at(30))).toMatchObject({ downTo: at(23), followsStill: false });
});
