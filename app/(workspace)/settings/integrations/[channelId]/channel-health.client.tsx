"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChannelStatus } from "#app/_ui/channel-status.tsx";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";
import type { TryChannelAgain } from "#app/(workspace)/settings/integrations/action-types.ts";
import type { ChannelView } from "#lib/forms/views.ts";

type ChannelHealthProps = {
  channel: ChannelView;
  tryChannelAgain: TryChannelAgain;
  onChange: (channel: ChannelView) => void;
};

/** The status, why it is so, and what to do next. */
export function ChannelHealth({ channel, tryChannelAgain, onChange }: ChannelHealthProps) {
  const t = useTranslations("channelPage.health");
  const errorText = useErrorText();
  const { status, failed_step: step, last_error: error } = channel;
  const isLoginNeeded = status === "reauthorization_required" || status === "disconnected";
  const isRetryable = status === "error" || (status === "connecting" && error !== null);
  return (
    <Stack gap="sm">
      <ChannelStatus status={status} />
      {status !== "active" && error !== null && (
        <Text size="sm">
          {step === null ? "" : `${t(`steps.${step}`)} `}
          {errorText(error)}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t(`next.${nextStep(channel)}`)}
      </Text>
      {isLoginNeeded && (
        <Group>
          <Button component={Link} href="/settings/integrations">
            {t("reconnect")}
          </Button>
        </Group>
      )}
      {isRetryable && (
        <Group>
          <RetryButton channel={channel} tryAgain={tryChannelAgain} onChange={onChange} />
        </Group>
      )}
    </Stack>
  );
}

function nextStep({ status, agent_id, ai_enabled }: ChannelView) {
  if (status !== "active") return status;
  if (agent_id === null) return "noAgent";
  return ai_enabled ? "active" : "aiOff";
}

type RetryButtonProps = {
  channel: ChannelView;
  tryAgain: TryChannelAgain;
  onChange: (channel: ChannelView) => void;
};

function RetryButton({ channel, tryAgain, onChange }: RetryButtonProps) {
  const t = useTranslations("common");
  const toast = useToast();
  const errorText = useErrorText();
  const [isBusy, setIsBusy] = useState(false);

  const retry = async () => {
    setIsBusy(true);
    const answer = await tryAgain({ id: channel.id }).catch(
      () => ({ ok: false, code: "network" }) as const,
    );
    setIsBusy(false);
    if (answer.ok && answer.data !== null) onChange(answer.data);
    else {
      const code = answer.ok ? "not_found" : answer.code;
      toast("failure", errorText(code));
    }
  };

  return (
    <Button
      onClick={() => void retry()}
      loading={isBusy}
      leftSection={<IconRefresh size={16} aria-hidden />}
    >
      {t("tryAgain")}
    </Button>
  );
}
