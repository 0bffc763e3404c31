"use client";

import { Button, Center, EmptyState } from "@mantine/core";
import { IconInbox, IconPlugConnected } from "@tabler/icons-react";
import Link from "next/link";
import { useSelectedLayoutSegment } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Paged } from "#app/_ui/paged.ts";
import type { ConversationView } from "#lib/forms/views.ts";
import { ConversationList } from "./conversation-list.client.tsx";
import { ConversationsContext } from "./conversations-context.client.ts";
import classes from "./inbox.module.css";
import { useConversations } from "./use-conversations.client.ts";

type InboxFrameProps = {
  first: Paged<ConversationView>;
  hasChannels: boolean;
  children: ReactNode;
};

export function InboxFrame({ first, hasChannels, children }: InboxFrameProps) {
  const list = useConversations(first);
  const selectedId = useSelectedLayoutSegment();
  if (list.conversations.length === 0 && selectedId === null) {
    return <EmptyInbox hasChannels={hasChannels} />;
  }
  return (
    <ConversationsContext value={list.conversations}>
      <div className={classes.frame} data-selected={selectedId !== null || undefined}>
        <ConversationList {...list} selectedId={selectedId} />
        <div className={classes.detail}>{children}</div>
      </div>
    </ConversationsContext>
  );
}

function EmptyInbox({ hasChannels }: { hasChannels: boolean }) {
  const t = useTranslations(hasChannels ? "inbox.noConversation" : "inbox.noChannel");
  const inbox = useTranslations("inbox");
  const Icon = hasChannels ? IconInbox : IconPlugConnected;
  return (
    <Center className={classes.frame} p="md">
      <h1 className={classes.srOnly}>{inbox("title")}</h1>
      <EmptyState
        icon={<Icon size={36} stroke={1.5} aria-hidden />}
        title={t("title")}
        description={t("detail")}
      >
        <EmptyState.Actions>
          <Button
            component={Link}
            href="/settings/integrations"
            variant={hasChannels ? "default" : "filled"}
          >
            {t("action")}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    </Center>
  );
}
