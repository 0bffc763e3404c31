"use client";

import { Switch } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import type { SwitchAi } from "#app/(workspace)/settings/integrations/action-types.ts";
import type { ChannelView } from "#lib/forms/views.ts";

type AiSwitchProps = {
  channel: ChannelView;
  switchAi: SwitchAi;
  onChange: (channel: ChannelView) => void;
};

export function AiSwitch({ channel, switchAi, onChange }: AiSwitchProps) {
  const t = useTranslations("channel.ai");
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
      notifications.show({ color: "red", message: errorText(code) });
      return;
    }
    onChange(answer.data);
    notifications.show({
      color: "green",
      message: t(answer.data.ai_enabled ? "turnedOn" : "turnedOff", { name: channel.name }),
    });
  };

  return (
    <Switch
      checked={channel.ai_enabled}
      disabled={isBusy}
      onChange={(event) => void turn(event.currentTarget.checked)}
      label={t(channel.ai_enabled ? "on" : "off")}
      aria-label={t("label", { name: channel.name })}
      size="sm"
    />
  );
}
