"use client";

import { Switch } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { failureCode, patchJson } from "#app/_ui/get-json.ts";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";
import type { ChannelView } from "#lib/forms/views.ts";

type PauseSwitchProps = { channel: ChannelView; onChange: (channel: ChannelView) => void };

/** Whether somebody's answer in Meta's own inbox silences the agent. */
export function PauseSwitch({ channel, onChange }: PauseSwitchProps) {
  const t = useTranslations("channelPage.pauseForm");
  const toast = useToast();
  const errorText = useErrorText();
  const [isBusy, setIsBusy] = useState(false);

  const turn = async (isOn: boolean) => {
    setIsBusy(true);
    try {
      const path = `/api/channels/${channel.id}`;
      const answer = await patchJson<{ channel: ChannelView }>(path, {
        pause_on_page_answer: isOn,
      });
      onChange(answer.channel);
      toast("success", t(answer.channel.pause_on_page_answer ? "on" : "off"));
    } catch (error) {
      toast("failure", errorText(failureCode(error)));
    }
    setIsBusy(false);
  };

  return (
    <Switch
      mt="md"
      size="sm"
      label={t("label")}
      description={t("description")}
      checked={channel.pause_on_page_answer}
      disabled={isBusy}
      onChange={(event) => void turn(event.currentTarget.checked)}
    />
  );
}
