"use client";

import { useState, useSyncExternalStore } from "react";
import { uuidv7 } from "uuidv7";
import type { AnswerOutcome, MessageView } from "#lib/forms/views.ts";
import { createPendingAnswers, type Failure, type PendingAnswer } from "./pending-answers.ts";
import type { UploadedFile } from "./upload-file.ts";

const pending = createPendingAnswers();

type Input = {
  conversation_id: string;
  client_id: string;
  text?: string;
  quick_replies?: { title: string }[];
  attachment?: UploadedFile;
};

/** The server action; see `action` in app/_server.ts. */
export type SendAnswer = (
  input: Input,
) => Promise<{ ok: true; data: AnswerOutcome } | { ok: false; code: string }>;

type Thread = {
  sendAnswer: SendAnswer;
  conversationId: string;
  messages: readonly MessageView[];
  onWritten: (message: MessageView) => void;
};

type Wanted = {
  text: string;
  quickReplies: readonly string[];
  /** Of an answer that was tried before. */
  clientId?: string | undefined;
};

/** Sends a teammate's answers and shows what became of them before the server's own rows do. */
export function useAnswers({ sendAnswer, conversationId, messages, onWritten }: Thread) {
  const all = useSyncExternalStore(
    pending.subscribe,
    () => pending.of(conversationId),
    () => pending.of(conversationId),
  );
  const [lastClientId, setLastClientId] = useState<string | null>(null);
  const written = new Set(messages.map(({ client_id }) => client_id));
  // One whose confirmation got lost shows up by itself as a row.
  const answers = all.filter(({ clientId }) => !written.has(clientId));

  const send = async ({ text, quickReplies, clientId = uuidv7() }: Wanted): Promise<void> => {
    setLastClientId(clientId);
    pending.put(conversationId, { clientId, text, quickReplies });
    const outcome = await askToSend(sendAnswer, {
      conversation_id: conversationId,
      text,
      client_id: clientId,
      ...(quickReplies.length === 0
        ? {}
        : { quick_replies: quickReplies.map((title) => ({ title })) }),
    });
    if ("code" in outcome) return pending.fail(conversationId, clientId, outcome);
    onWritten(outcome);
    pending.remove(conversationId, clientId);
  };

  return {
    answers,
    send: (wanted: Wanted) => void send(wanted),
    tryAgain({ text, quickReplies, clientId, failure }: PendingAnswer) {
      if (failure !== "client_id_taken") return void send({ text, quickReplies, clientId });
      pending.remove(conversationId, clientId);
      void send({ text, quickReplies });
    },
    discard: ({ clientId }: PendingAnswer) => pending.remove(conversationId, clientId),
    news: newsOf(lastClientId, answers, messages),
  };
}

/** The row, or why there is none. */
export async function askToSend(
  sendAnswer: SendAnswer,
  input: Input,
): Promise<MessageView | Failure> {
  const result = await sendAnswer(input).catch(() => null);
  if (result === null) return { code: "network" };
  if (!result.ok) return { code: result.code };
  return result.data.status === "refused" ? result.data : result.data.message;
}

export type AnswerNews = "sending" | "sent" | "unsent" | null;

/** What became of the answer that was written last, for those who cannot see it. */
function newsOf(
  clientId: string | null,
  answers: readonly PendingAnswer[],
  messages: readonly MessageView[],
): AnswerNews {
  if (clientId === null) return null;
  const waiting = answers.find((answer) => answer.clientId === clientId);
  if (waiting !== undefined) return waiting.failure === null ? "sending" : "unsent";
  const status = messages.find(({ client_id }) => client_id === clientId)?.status;
  if (status === undefined) return null;
  if (status === "sent") return "sent";
  return status === "failed" || status === "dead" || status === "held" ? "unsent" : "sending";
}
