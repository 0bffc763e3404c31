"use client";

import { Badge, Tabs } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type DecideMessage, MessageDesk, type TryAgain } from "#app/_ui/message-desk.client.tsx";
import type { AttentionView } from "#lib/forms/attention-views.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { Attention } from "./attention.client.tsx";
import { EventDrawer } from "./event-drawer.client.tsx";
import { EventLog } from "./event-log.client.tsx";
import { useAttention } from "./use-attention.client.ts";
import type { LogFilter } from "./use-event-log.client.ts";
import type { ReplayDead } from "./use-try-again.client.ts";

type EventsProps = {
  attention: AttentionView;
  channels: ChannelView[];
  tab: "attention" | "log";
  filter: LogFilter;
  tryAgain: TryAgain;
  decideMessage: DecideMessage;
  replayDead: ReplayDead;
};

export function Events({ channels, tab, filter, tryAgain, decideMessage, ...props }: EventsProps) {
  const t = useTranslations("events.tabs");
  const { attention, refresh } = useAttention(props.attention);
  const [openId, setOpenId] = useState<string | null>(null);
  const count = attention.causes.reduce((sum, cause) => sum + cause.count, 0);
  return (
    <MessageDesk tryAgain={tryAgain} decideMessage={decideMessage}>
      <Tabs
        defaultValue={tab}
        keepMounted={false}
        onChange={(value) => {
          // So that a reload and a copied address show the same tab.
          window.history.replaceState(null, "", value === "log" ? "?tab=log" : "?");
        }}
      >
        <Tabs.List mb="md">
          <Tabs.Tab
            value="attention"
            rightSection={
              count > 0 && (
                <Badge size="sm" variant="light" circle={count < 10}>
                  {count}
                </Badge>
              )
            }
          >
            {t("attention")}
          </Tabs.Tab>
          <Tabs.Tab value="log">{t("log")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="attention">
          <Attention
            attention={attention}
            replayDead={props.replayDead}
            onChange={refresh}
            onOpenEvent={setOpenId}
          />
        </Tabs.Panel>
        <Tabs.Panel value="log">
          <EventLog channels={channels} initial={filter} onOpenEvent={setOpenId} />
        </Tabs.Panel>
      </Tabs>
      <EventDrawer id={openId} onClose={() => setOpenId(null)} onChange={refresh} />
    </MessageDesk>
  );
}
