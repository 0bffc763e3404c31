"use client";

import { Anchor } from "@mantine/core";
import { IconPlayerPause, IconPlugConnectedX } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ChannelView } from "#lib/forms/views.ts";
import { Note } from "./note.client.tsx";

type StoppedNoteProps = {
  id: string;
  channelId: string;
  by: NonNullable<ChannelView["sending_stopped"]>;
};

/** Why nobody can answer here now, and where that is changed. */
export function StoppedNote({ id, channelId, by }: StoppedNoteProps) {
  const t = useTranslations("thread.stopped");
  const href = `/settings/integrations${by === "company" ? "" : `/${channelId}`}`;
  return (
    <Note
      id={id}
      tone={by === "disconnected" ? "closed" : "warning"}
      icon={by === "disconnected" ? IconPlugConnectedX : IconPlayerPause}
    >
      {t.rich(by, {
        link: (words) => (
          <Anchor component={Link} href={href} size="sm" underline="always">
            {words}
          </Anchor>
        ),
      })}
    </Note>
  );
}
