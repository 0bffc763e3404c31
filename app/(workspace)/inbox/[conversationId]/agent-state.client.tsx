"use client";

import { Anchor, Button, Text } from "@mantine/core";
import { IconPlayerPause, IconRobot, IconRobotOff } from "@tabler/icons-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { PausedView } from "#lib/forms/conversation-views.ts";
import type { ConversationView } from "#lib/forms/views.ts";
import classes from "./thread.module.css";
import { useTakeover } from "./use-takeover.client.ts";

type AgentStateProps = { conversation: ConversationView; isAgentOn: boolean };

/** Who answers this customer, and the button that changes it. */
export function AgentState({ conversation: { id, paused, channel }, isAgentOn }: AgentStateProps) {
  const t = useTranslations("thread.agent");
  const { isBusy, takeOver, release } = useTakeover(id);
  if (paused === null && !isAgentOn) {
    return (
      <div className={classes.agent} role="status">
        <IconRobotOff size={16} aria-hidden />
        <Anchor component={Link} href={`/settings/integrations/${channel.id}`} size="xs">
          {t("off")}
        </Anchor>
      </div>
    );
  }
  return (
    <div className={classes.agent} data-paused={paused !== null || undefined}>
      {paused === null ? (
        <IconRobot size={16} aria-hidden />
      ) : (
        <IconPlayerPause size={16} aria-hidden />
      )}
      <Text size="xs" role="status" className={classes.agentWords}>
        {paused === null ? t("answers") : <Paused paused={paused} />}
      </Text>
      <Button
        size="compact-sm"
        fz="xs"
        variant="default"
        loading={isBusy}
        onClick={paused === null ? takeOver : release}
      >
        {t(paused === null ? "takeOver" : "release")}
      </Button>
    </div>
  );
}

function Paused({ paused: { by, since, teammate } }: { paused: PausedView }) {
  const t = useTranslations("thread.agent.paused");
  const format = useFormatter();
  const when = format.dateTime(new Date(since), { dateStyle: "medium", timeStyle: "short" });
  return (
    <span title={when}>
      {by === "teammate" && teammate !== null ? t("named", { teammate }) : t(by)}
    </span>
  );
}
