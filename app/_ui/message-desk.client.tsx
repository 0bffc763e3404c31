"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Decision } from "#lib/forms/attention.ts";
import type { DecisionOutcome, ReplayOutcome } from "#lib/forms/attention-views.ts";

/** What a server action answers; see `action` in app/_server.ts. */
type Answer<Data> = { ok: true; data: Data } | { ok: false; code: string };

export type TryAgain = (input: {
  items: { kind: "event" | "message"; id: string }[];
}) => Promise<Answer<{ id: string; outcome: ReplayOutcome }[]>>;

export type DecideMessage = (input: {
  id: string;
  decision: Decision;
}) => Promise<Answer<DecisionOutcome>>;

type Desk = { tryAgain: TryAgain; decideMessage: DecideMessage };

const DeskContext = createContext<Desk | null>(null);

/** Lends the server actions to whatever shows messages below it. */
export function MessageDesk({ children, ...desk }: Desk & { children: ReactNode }) {
  return <DeskContext value={desk}>{children}</DeskContext>;
}

/** Null where nothing may be decided. */
export function useMessageDesk(): Desk | null {
  return useContext(DeskContext);
}
