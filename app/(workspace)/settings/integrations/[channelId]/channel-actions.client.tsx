"use client";

import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnectedX,
  IconRefresh,
  IconSend2,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { channelTitle } from "#app/_ui/channel-title.ts";
import { deleteJson, patchJson, postJson } from "#app/_ui/get-json.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { ConfirmDialog } from "./confirm-dialog.client.tsx";
import { useChange } from "./use-change.client.ts";
import type { ChannelWithHealth } from "./use-channel.client.ts";

type ChannelActionsProps = ChannelWithHealth & {
  show: (held: ChannelWithHealth) => void;
  showChannel: (channel: ChannelView) => void;
};

const WORKING = ["active", "degraded", "paused", "reauthorization_required"];
const PAUSABLE = ["active", "degraded", "reauthorization_required"];

/** What a person can do with the channel as a whole. */
export function ChannelActions({ channel, health, show, showChannel }: ChannelActionsProps) {
  const t = useTranslations("channelPage.actions");
  const { isBusy, run } = useChange();
  const [isEnding, ending] = useDisclosure(false);
  const [isTesting, testing] = useDisclosure(false);
  const path = `/api/channels/${channel.id}`;
  const name = channelTitle(channel);
  if (channel.status === "disconnected") return null;

  const check = async () => {
    show(await postJson<ChannelWithHealth>(`${path}/check`, {}));
    return t("checked");
  };
  const pause = (status: "active" | "paused") => async () => {
    showChannel((await patchJson<{ channel: ChannelView }>(path, { status })).channel);
    return t(status === "paused" ? "pausedNow" : "resumed");
  };
  const end = async () => {
    showChannel((await deleteJson<{ channel: ChannelView }>(path)).channel);
    return t("ended", { name });
  };
  const test = async () => {
    const body = { text: t("testText", { name }), client_id: crypto.randomUUID() };
    await postJson(`${path}/test-message`, body);
    return t("tested");
  };

  return (
    <Group gap="sm">
      {WORKING.includes(channel.status) && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={isBusy}
          onClick={() => void run(check)}
        >
          {t("check")}
        </Button>
      )}
      {health.test !== null && (
        <Button
          variant="default"
          leftSection={<IconSend2 size={16} aria-hidden />}
          disabled={isBusy}
          onClick={testing.open}
        >
          {t("test")}
        </Button>
      )}
      {channel.status === "paused" && (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          disabled={isBusy}
          onClick={() => void run(pause("active"))}
        >
          {t("resume")}
        </Button>
      )}
      {PAUSABLE.includes(channel.status) && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          disabled={isBusy}
          onClick={() => void run(pause("paused"))}
        >
          {t("pause")}
        </Button>
      )}
      <Button
        variant="outline"
        color="red"
        leftSection={<IconPlugConnectedX size={16} aria-hidden />}
        disabled={isBusy}
        onClick={ending.open}
      >
        {t("end")}
      </Button>
      <ConfirmDialog
        isOpen={isEnding}
        isBusy={isBusy}
        title={t("endTitle", { name })}
        action={t("end")}
        isDangerous
        onClose={ending.close}
        onConfirm={() => void run(end).then((isDone) => isDone && ending.close())}
      >
        {t("endDetail")}
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={isTesting}
        isBusy={isBusy}
        title={t("testTitle")}
        action={t("testSend")}
        onClose={testing.close}
        onConfirm={() => void run(test).then((isDone) => isDone && testing.close())}
      >
        {t("testDetail", {
          customer: health.test?.customer ?? t("somebody"),
          text: t("testText", { name }),
        })}
      </ConfirmDialog>
    </Group>
  );
}
