"use client";

import { Alert, Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { coalesce } from "#app/_ui/coalesce.ts";
import { getJson, patchJson } from "#app/_ui/get-json.ts";
import { useLive } from "#app/_ui/live.client.tsx";
import { ConfirmDialog } from "./[channelId]/confirm-dialog.client.tsx";
import { useChange } from "./[channelId]/use-change.client.ts";

type Sending = { sending_paused_at: string | null };

/** Stops sending in every channel at once, and lets it go on. */
export function SendingSwitch({ initial }: { initial: Sending }) {
  const t = useTranslations("integrations.sending");
  const [sending, setSending] = useState(initial);
  const [isAsking, asking] = useDisclosure(false);
  const { isBusy, run } = useChange();
  const [reread] = useState(() =>
    coalesce(async () => {
      const answer = await getJson<Sending>("/api/sending").catch(() => null);
      if (answer !== null) setSending(answer);
    }),
  );
  useLive(({ type }) => {
    if (type === "sending" || type === "resync") reread();
  });
  const turn = (paused: boolean) => async () => {
    setSending(await patchJson<Sending>("/api/sending", { paused }));
    return t(paused ? "done" : "undone");
  };

  if (sending.sending_paused_at !== null) {
    return (
      <Alert color="yellow" icon={<IconPlayerPause size={18} aria-hidden />} title={t("paused")}>
        <Button
          size="xs"
          loading={isBusy}
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          onClick={() => void run(turn(false))}
        >
          {t("resume")}
        </Button>
      </Alert>
    );
  }
  return (
    <Group justify="flex-end">
      <Button
        variant="subtle"
        color="gray"
        size="xs"
        leftSection={<IconPlayerPause size={14} aria-hidden />}
        onClick={asking.open}
      >
        {t("pause")}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        isBusy={isBusy}
        title={t("title")}
        action={t("pause")}
        onClose={asking.close}
        onConfirm={() => void run(turn(true)).then((isDone) => isDone && asking.close())}
      >
        {t("detail")}
      </ConfirmDialog>
    </Group>
  );
}
