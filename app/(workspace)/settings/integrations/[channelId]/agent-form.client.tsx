"use client";

import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { AiSwitch } from "#app/_ui/ai-switch.client.tsx";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";
import type { AssignAgent, SwitchAi } from "#app/(workspace)/settings/integrations/action-types.ts";
import type { ChannelView } from "#lib/forms/views.ts";

type AgentFormProps = {
  channel: ChannelView;
  assignAgent: AssignAgent;
  switchAi: SwitchAi;
  onChange: (channel: ChannelView) => void;
};

export function AgentForm({ channel, assignAgent, switchAi, onChange }: AgentFormProps) {
  const t = useTranslations("channelPage.agentForm");
  const toast = useToast();
  const errorText = useErrorText();
  const [agentId, setAgentId] = useState(channel.agent_id ?? "");
  const [isBusy, setIsBusy] = useState(false);
  const wanted = agentId.trim() === "" ? null : agentId.trim();

  const save = async () => {
    setIsBusy(true);
    const answer = await assignAgent({ id: channel.id, agent_id: wanted }).catch(
      () => ({ ok: false, code: "network" }) as const,
    );
    setIsBusy(false);
    if (!answer.ok || answer.data === null) {
      const code = answer.ok ? "not_found" : answer.code;
      toast("failure", errorText(code));
      return;
    }
    onChange(answer.data);
    toast("success", t(wanted === null ? "removed" : "saved"));
  };

  return (
    <Stack gap="md">
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void save();
        }}
      >
        <Group align="end" gap="sm">
          <TextInput
            label={t("label")}
            description={t("description")}
            value={agentId}
            onChange={(event) => setAgentId(event.currentTarget.value)}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            flex={1}
            miw="14rem"
          />
          <Button type="submit" loading={isBusy} disabled={wanted === channel.agent_id}>
            {t(wanted === null ? "remove" : "save")}
          </Button>
        </Group>
      </form>
      <AiSwitch channel={channel} switchAi={switchAi} onChange={onChange} />
    </Stack>
  );
}
