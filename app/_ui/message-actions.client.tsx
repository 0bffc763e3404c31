"use client";

import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { MessageView } from "#lib/forms/views.ts";
import { useMessageDesk } from "./message-desk.client.tsx";
import { type MessageAction, offeredActions } from "./offered-actions.ts";
import { SendAgainDialog } from "./send-again-dialog.client.tsx";
import { useErrorText } from "./use-error-text.ts";
import { useToast } from "./use-toast.client.tsx";

type MessageActionsProps = {
  message: Pick<MessageView, "id" | "status" | "error" | "handled_by">;
  isSuperseded: boolean;
  /** Something changed, or had changed before. */
  onDone?: () => void;
};

/** The buttons of an outgoing message that needs a person; nothing when there is nothing to do. */
export function MessageActions({ message, isSuperseded, onDone }: MessageActionsProps) {
  const t = useTranslations("messageActions");
  const desk = useMessageDesk();
  const toast = useToast();
  const errorText = useErrorText();
  const [running, setRunning] = useState<MessageAction | null>(null);
  const [isAsking, { open, close }] = useDisclosure(false);
  const offered = offeredActions({ ...message, isSuperseded });
  if (desk === null || offered.length === 0) return null;

  const ask = async (action: MessageAction): Promise<string> => {
    if (action === "try-again" || action === "store-again") {
      const answer = await desk.tryAgain({ items: [{ kind: "message", id: message.id }] });
      return answer.ok ? (answer.data[0]?.outcome ?? "not_found") : answer.code;
    }
    const answer = await desk.decideMessage({ id: message.id, decision: action });
    return answer.ok ? answer.data : answer.code;
  };
  const act = async (action: MessageAction) => {
    close();
    setRunning(action);
    const outcome = await ask(action).catch(() => "network");
    setRunning(null);
    if (outcome === "done" || outcome === "replayed") toast("success", t(`done.${action}`));
    else toast("failure", errorText(outcome));
    onDone?.();
  };

  return (
    <Group gap="xs">
      {offered.map((action) => (
        <Button
          key={action}
          size="compact-sm"
          fz="xs"
          variant="default"
          loading={running === action}
          disabled={running !== null && running !== action}
          onClick={() => (action === "send-again" ? open() : void act(action))}
        >
          {t(action)}
        </Button>
      ))}
      <SendAgainDialog isOpen={isAsking} onClose={close} onConfirm={() => void act("send-again")} />
    </Group>
  );
}
