import { MantineProvider } from "@mantine/core";
import { NextIntlClientProvider, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import en from "#app/_i18n/en.json";
import { MessageBubble } from "#app/(workspace)/inbox/[conversationId]/message-bubble.client.tsx";
import { looksOf } from "#app/(workspace)/inbox/[conversationId]/said-or-happened.ts";
import { SystemLine } from "#app/(workspace)/inbox/[conversationId]/system-line.client.tsx";
import { wordsOf } from "#app/(workspace)/settings/alerts/alert-words.ts";
import { useEventReason } from "#app/(workspace)/settings/events/use-event-reason.ts";
import { useEventType } from "#app/(workspace)/settings/events/use-event-type.ts";
import type { AlertKind } from "#lib/forms/alert-kinds.ts";
import type { MessageView } from "#lib/forms/views.ts";
import type { Fixture, Seen } from "#tests/fixtures/fixture.ts";
import { quoted } from "./markdown.ts";
import { wordsIn } from "./words-in.ts";

/** What a person reads of it, out of the screens themselves. */
export function shownAs({ kind, becomes }: Fixture): string {
  const { row, changes, ignored, alert } = becomes;
  const seen = changes ?? row;
  if (seen !== undefined) return `Inbox: ${quoted(rendered(<Message seen={seen} />))}`;
  const event = rendered(<EventRow kind={kind} ignored={ignored} />);
  const alerts = alert === undefined ? [] : [quoted(rendered(<AlertTitle kind={alert} />))];
  return [`Events: ${quoted(event)}`, ...alerts.map((title) => `Alerts: ${title}`)].join("; ");
}

function rendered(children: ReactNode): string {
  return wordsIn(
    renderToStaticMarkup(
      <NextIntlClientProvider locale="en" messages={en} timeZone="UTC">
        <MantineProvider>{children}</MantineProvider>
      </NextIntlClientProvider>,
    ),
  );
}

function Message({ seen }: { seen: Seen }) {
  const message = toView(seen);
  if (looksOf(message) === "line") return <SystemLine message={message} />;
  return <MessageBubble message={message} isSuperseded={false} isQuotedLoaded />;
}

function EventRow({ kind, ignored }: { kind: string; ignored: string | null | undefined }) {
  const status = ignored === undefined ? "processed" : "ignored";
  const t = useTranslations("events.status");
  const reason = useEventReason()({ status, error: ignored ?? null });
  const typeOf = useEventType();
  return (
    <>
      <b>{typeOf(kind)}</b>
      <b>{t(status)}</b>
      <b>{reason?.what}</b>
    </>
  );
}

function AlertTitle({ kind }: { kind: AlertKind }) {
  const t = useTranslations("alerts.kinds");
  return t(`${wordsOf[kind]}.title`);
}

const AT = "2026-01-01T12:00:00.000Z";

/** With what a message has at least where the fixture says nothing of it. */
function toView({ target, edits = [], isGone, ...seen }: Seen): MessageView {
  const isOurs = seen.direction === "outbound";
  return {
    id: "message",
    direction: "inbound",
    handled_by: isOurs ? "human_agent" : "facebook_webhook",
    kind: "message",
    origin: null,
    text: null,
    attachments: [],
    details: {},
    target: target === undefined ? null : { ...target, message_id: target.text && "target" },
    edits: edits.map((edit) => ({ ...edit, at: AT })),
    reactions: [],
    deleted_at: isGone ? AT : null,
    status: isOurs ? "sent" : "received",
    is_late: false,
    delivery: isOurs ? "sent" : null,
    error: null,
    agent_id: null,
    author: null,
    client_id: null,
    occurred_at: AT,
    sent_at: null,
    ...seen,
  };
}
