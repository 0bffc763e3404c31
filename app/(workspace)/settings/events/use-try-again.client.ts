"use client";

import { useState } from "react";
import type { TryAgain } from "#app/_ui/message-desk.client.tsx";
import type { Item } from "./group-causes.ts";

export type ReplayDead = (input: {
  filter: { code?: string };
  limit: number;
}) => Promise<
  { ok: true; data: { replayed: number; more: boolean } | null } | { ok: false; code: string }
>;

/** A run over many things: how far it is, and what became of them. */
export type Run = {
  total: number;
  done: number;
  replayed: number;
  /** How many were refused, by the code of the reason. */
  refused: Record<string, number>;
  isRunning: boolean;
};

type Wish = { items: readonly Item[] } | { deadEvents: { code: string; count: number } };
type Part = Pick<Run, "replayed" | "refused"> & { done: number; more: boolean };

/** What one request takes: short enough for a progress that moves. */
const ITEMS_MAX = 20;
const EVENTS_MAX = 100;

/** Tries many things again, a part at a time; a part that fails ends the run and says why. */
export function useTryAgain({
  tryAgain,
  replayDead,
  onDone,
}: {
  tryAgain: TryAgain;
  replayDead: ReplayDead;
  onDone: () => void;
}) {
  const [run, setRun] = useState<Run | null>(null);

  const tryItems = async (items: readonly Item[]): Promise<Part> => {
    const answer = await tryAgain({ items: items.map(({ kind, id }) => ({ kind, id })) });
    if (!answer.ok) return failed(answer.code);
    const outcomes = Object.groupBy(answer.data, ({ outcome }) => outcome);
    const { replayed = [], ...refused } = outcomes;
    const counts = Object.entries(refused).map(([code, own]) => [code, own.length] as const);
    return {
      done: items.length,
      replayed: replayed.length,
      refused: Object.fromEntries(counts),
      more: true,
    };
  };
  const tryDeadEvents = async (code: string): Promise<Part> => {
    const answer = await replayDead({ filter: { code }, limit: EVENTS_MAX });
    if (!answer.ok) return failed(answer.code);
    if (answer.data === null) return failed("forbidden");
    const { replayed, more } = answer.data;
    return { done: replayed, replayed, refused: {}, more: more && replayed > 0 };
  };

  const start = async (wish: Wish) => {
    // The oldest first, so that the parts keep the order of each conversation.
    const items =
      "items" in wish ? wish.items.toSorted((one, other) => timeOf(one) - timeOf(other)) : [];
    const total = "items" in wish ? items.length : wish.deadEvents.count;
    let now: Run = { total, done: 0, replayed: 0, refused: {}, isRunning: true };
    setRun(now);
    for (let more = true; more; ) {
      const part = await ("items" in wish
        ? tryItems(items.slice(now.done, now.done + ITEMS_MAX))
        : tryDeadEvents(wish.deadEvents.code)
      ).catch(() => failed("network"));
      now = add(now, part);
      more = part.more && !("items" in wish && now.done >= total);
      setRun({ ...now, isRunning: more });
    }
    onDone();
  };

  return { run, start, forget: () => setRun(null) };
}

function timeOf(item: Item): number {
  return Date.parse(item.kind === "event" ? item.event.occurred_at : item.message.occurred_at);
}

function failed(code: string): Part {
  return { done: 0, replayed: 0, refused: { [code]: 1 }, more: false };
}

function add(run: Run, part: Part): Run {
  const refused = { ...run.refused };
  for (const [code, count] of Object.entries(part.refused)) {
    refused[code] = (refused[code] ?? 0) + count;
  }
  return { ...run, refused, done: run.done + part.done, replayed: run.replayed + part.replayed };
}
