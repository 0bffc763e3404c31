import type { Round } from "./gap.ts";
import type { ListPage } from "./read-page.ts";

export function firstRound(downTo: Date, startedAt: Date): Round {
  return {
    startedAt,
    downTo,
    newest: null,
    stillSince: null,
    followsStill: false,
    after: null,
    pages: 0,
  };
}

/**
 * Meta tells seconds, so within one the list may move while its top looks the same. A list whose top is older than this
 * moves only with a new top. Far more than a second, for what Meta shows late.
 */
const STILL_MS = 10_000;

/** Again from the top, down to what was there when the last round began. */
export function nextRound(last: Round, startedAt: Date): Round {
  const { newest, downTo, stillSince } = last;
  const stillMs = stillSince === null ? 0 : last.startedAt.getTime() - stillSince.getTime();
  return {
    ...firstRound(newest ?? downTo, startedAt),
    stillSince,
    followsStill: stillMs >= STILL_MS,
  };
}

/** A list that is longer keeps its end for another look at the next outage. */
const PAGES_MAX = 2_000;

type AfterPage = {
  round: Round;
  /** The round has a next result page. */
  goesOn: boolean;
  /** While several pages were read, conversations may have moved up past the one being read. */
  mayHaveMissed: boolean;
};

/** What one more result page makes of a round; `clock` is of after it was read. */
export function afterPage(before: Round, { newest, after }: ListPage, clock: Date): AfterPage {
  const isTop = before.after === null;
  const isSameTop = isTop && newest?.getTime() === before.downTo.getTime();
  const pages = before.pages + 1;
  const round = {
    ...before,
    after,
    pages,
    newest: before.newest ?? newest,
    stillSince: isTop && !isSameTop ? clock : (before.stillSince ?? clock),
  };
  const isProven = isSameTop && before.followsStill;
  const goesOn = after !== null && pages < PAGES_MAX && !isProven;
  return { round, goesOn, mayHaveMissed: pages > 1 && !isProven };
}
