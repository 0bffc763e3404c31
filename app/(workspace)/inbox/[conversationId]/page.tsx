import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { viewer } from "#app/_server.ts";
import { MessageDesk } from "#app/_ui/message-desk.client.tsx";
import { eraseContact, sendAnswer } from "#app/(workspace)/inbox/actions.ts";
import { decideMessage, tryAgain } from "#app/(workspace)/settings/events/actions.ts";
import { getChannel } from "#lib/channels/get-channel.ts";
import { getConversation } from "#lib/conversations/get-conversation.ts";
import { listMessages } from "#lib/conversations/list-messages.ts";
import { services } from "#lib/services.ts";
import { Thread } from "./thread.client.tsx";

type ConversationPageProps = { params: Promise<{ conversationId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("inbox"))("title") };
}

export default async function ConversationPage({ params }: ConversationPageProps) {
  const { conversationId } = await params;
  const who = await viewer(`/inbox/${conversationId}`);
  if (!z.uuid().safeParse(conversationId).success) notFound();
  const needs = await services();
  const [conversation, page] = await Promise.all([
    getConversation(needs, who, conversationId),
    listMessages(needs, who, { conversation_id: conversationId }),
  ]);
  if (conversation === null || page === null) notFound();
  const channel = await getChannel(needs, who, conversation.channel.id);
  if (channel === null) notFound();
  return (
    <MessageDesk tryAgain={tryAgain} decideMessage={decideMessage}>
      <Thread
        key={conversationId}
        conversation={conversation}
        first={{ items: page.messages, nextCursor: page.next_cursor }}
        sendAnswer={sendAnswer}
        channel={channel}
        erasing={{
          eraseContact,
          isAskedThere: needs.settings.VOICE_AGENT_ERASE_PATH !== undefined,
        }}
      />
    </MessageDesk>
  );
}
