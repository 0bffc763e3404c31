import type { ReactNode } from "react";
import { viewerOrNull } from "#app/_server.ts";
import { listChannels } from "#lib/channels/list-channels.ts";
import { listConversations } from "#lib/conversations/list-conversations.ts";
import { services } from "#lib/services.ts";
import { InboxFrame } from "./inbox-frame.client.tsx";

/** The list stays mounted, with its scroll and its loaded pages, while conversations change. */
export default async function InboxLayout({ children }: { children: ReactNode }) {
  const who = await viewerOrNull();
  if (who === null) return children;
  const needs = await services();
  const [conversations, channels] = await Promise.all([
    listConversations(needs, who, {}),
    listChannels(needs, who),
  ]);
  return (
    <InboxFrame
      first={{ items: conversations.conversations, nextCursor: conversations.next_cursor }}
      hasChannels={channels.some(({ status }) => status !== "disconnected")}
    >
      {children}
    </InboxFrame>
  );
}
