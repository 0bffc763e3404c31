"use client";

import { Switch } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { channelTitle } from "#app/_ui/channel-title.ts";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";
import type { SwitchAi } from "#app/(workspace)/settings/integrations/action-types.ts";
import type { ChannelView } from "#lib/forms/views.ts";

type AiSwitchProps = {
  channel: ChannelView;
  switchAi: SwitchAi;
  onChange: (channel: ChannelView) => void;
};

export function AiSwitch({ channel, switchAi, onChange }: AiSwitchProps) {
  const t = useTranslations("channel.ai");
  const toast = useToast();
  const errorText = useErrorText();
  const [isBusy, setIsBusy] = useState(false);

  const turn = async (isOn: boolean) => {
    setIsBusy(true);
    const answer = await switchAi({ id: channel.id, ai_enabled: isOn }).catch(
      () => ({ ok: false, code: "network" }) as const,
    );
    setIsBusy(false);
    if (!answer.ok || answer.data === null) {
      const code = answer.ok ? "not_found" : answer.code;
      toast("failure", errorText(code));
      return;
    }
    onChange(answer.data);
    toast(
      "success",
      t(answer.data.ai_enabled ? "turnedOn" : "turnedOff", { name: channelTitle(channel) }),
    );
  };

  return (
    <Switch
      checked={channel.ai_enabled}
      disabled={isBusy}
      onChange={(event) => void turn(event.currentTarget.checked)}
      label={t(channel.ai_enabled ? "on" : "off")}
      aria-label={t("label", { name: channelTitle(channel) })}
      size="sm"
    />
  );
}
