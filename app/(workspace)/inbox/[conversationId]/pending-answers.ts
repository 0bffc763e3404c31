import type { ContentProblem } from "#lib/forms/content-problem.ts";

/** A teammate's answer that the server has not confirmed. */
export type PendingAnswer = {
  clientId: string;
  text: string;
  /** What the customer may tap to answer it. */
  quickReplies: readonly string[];
  /** Why it was not sent; null while it is on its way. */
  failure: string | null;
  /** What Meta would refuse in it. */
  problems: readonly ContentProblem[];
};

/** Why an answer did not become a message. */
export type Failure = { code: string; problems?: readonly ContentProblem[] };

const NONE: readonly PendingAnswer[] = [];
const NO_PROBLEMS: readonly ContentProblem[] = [];

/** The unconfirmed answers of each conversation, kept while other conversations are looked at. */
export function createPendingAnswers() {
  const held = new Map<string, readonly PendingAnswer[]>();
  const listeners = new Set<() => void>();

  const change = (conversationId: string, answers: readonly PendingAnswer[]) => {
    if (answers.length > 0) held.set(conversationId, answers);
    else held.delete(conversationId);
    for (const listener of listeners) listener();
  };
  const of = (conversationId: string) => held.get(conversationId) ?? NONE;

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    /** The same array until something changes. */
    of,

    /** Adds one at the end, or has a failed one on its way again in its place. */
    put(conversationId: string, answer: Omit<PendingAnswer, "failure" | "problems">): void {
      const fresh = { ...answer, failure: null, problems: NO_PROBLEMS };
      const answers = of(conversationId);
      const isThere = answers.some(({ clientId }) => clientId === answer.clientId);
      change(
        conversationId,
        isThere
          ? answers.map((old) => (old.clientId === answer.clientId ? fresh : old))
          : [...answers, fresh],
      );
    },

    fail(
      conversationId: string,
      clientId: string,
      { code: failure, problems = NO_PROBLEMS }: Failure,
    ): void {
      change(
        conversationId,
        of(conversationId).map((old) =>
          old.clientId === clientId ? { ...old, failure, problems } : old,
        ),
      );
    },

    remove(conversationId: string, clientId: string): void {
      change(
        conversationId,
        of(conversationId).filter((old) => old.clientId !== clientId),
      );
    },
  };
}
