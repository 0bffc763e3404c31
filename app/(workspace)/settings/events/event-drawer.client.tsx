"use client";

import { Button, Code, Drawer, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMessageDesk } from "#app/_ui/message-desk.client.tsx";
import { ProblemPanel } from "#app/_ui/problem-panel.client.tsx";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";
import type { EventDetailView } from "#lib/forms/attention-views.ts";
import { EventFacts } from "./event-facts.client.tsx";
import { EventStatus } from "./event-status.tsx";
import { EventType } from "./event-type.client.tsx";
import classes from "./events.module.css";
import { useEventDetail } from "./use-event-detail.client.ts";
import { useEventReason } from "./use-event-reason.ts";

type EventDrawerProps = { id: string | null; onClose: () => void; onChange: () => void };

/** One event: what became of it, its facts, and what Meta sent. */
export function EventDrawer({ id, onClose, onChange }: EventDrawerProps) {
  const t = useTranslations("events.detail");
  const common = useTranslations("common");
  const { event, hasFailed, read } = useEventDetail(id);
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={event === null ? t("title") : <EventType type={event.type} />}
      closeButtonProps={{ "aria-label": common("close") }}
      transitionProps={{ duration: 150 }}
    >
      {event === null && !hasFailed && <Skeleton height={320} radius="md" aria-busy />}
      {event === null && hasFailed && (
        <ProblemPanel title={t("failed")} detail="" retry={() => void read()} />
      )}
      {event !== null && (
        <Stack gap="md">
          <EventStatus status={event.status} />
          <Trouble
            event={event}
            onChange={() => {
              void read();
              onChange();
            }}
          />
          <EventFacts event={event} />
          <div>
            <Text size="sm" fw={600} mb="xs">
              {t("payload")}
            </Text>
            {!event.is_faithful && (
              <Text size="xs" c="dimmed" mb="xs">
                {t("unfaithful")}
              </Text>
            )}
            <Code
              block
              className={classes.payload}
              tabIndex={0}
              role="region"
              aria-label={t("payload")}
            >
              {JSON.stringify(event.payload, null, 2)}
            </Code>
          </div>
        </Stack>
      )}
    </Drawer>
  );
}

/** Why it failed, what to do, and the button that does it. */
function Trouble({ event, onChange }: { event: EventDetailView; onChange: () => void }) {
  const t = useTranslations("events");
  const desk = useMessageDesk();
  const toast = useToast();
  const errorText = useErrorText();
  const [isBusy, setIsBusy] = useState(false);
  const reason = useEventReason()(event);
  if (reason === null) return null;

  const replay = async () => {
    setIsBusy(true);
    const answer = await desk
      ?.tryAgain({ items: [{ kind: "event", id: event.id }] })
      .catch(() => ({ ok: false, code: "network" }) as const);
    setIsBusy(false);
    const outcome = answer?.ok ? answer.data[0]?.outcome : answer?.code;
    if (outcome === "replayed") toast("success", t("run.ok", { count: 1 }));
    else toast("failure", errorText(outcome ?? null));
    onChange();
  };
  return (
    <div>
      <Text size="sm">{reason.what}</Text>
      {reason.next !== null && (
        <Text size="sm" c="dimmed">
          {reason.next}
        </Text>
      )}
      {event.may_replay && (
        <Button mt="sm" size="xs" loading={isBusy} onClick={() => void replay()}>
          {t("tryAgain")}
        </Button>
      )}
    </div>
  );
}
