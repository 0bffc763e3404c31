"use client";

import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconDownload, IconUserX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ConversationView } from "#lib/forms/views.ts";
import { EraseDialog } from "./erase-dialog.client.tsx";
import type { Erasing } from "./use-erasure.client.ts";

type ContactMenuProps = { conversation: ConversationView; erasing: Erasing };

/** What can be done with all that is known of the customer. */
export function ContactMenu({ conversation, erasing }: ContactMenuProps) {
  const t = useTranslations("contact");
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("menu")}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={`/api/conversations/${conversation.id}/export`}
            download
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t("export")}
          </Menu.Item>
          <Menu.Item
            c="var(--sb-bad)"
            leftSection={<IconUserX size={16} aria-hidden />}
            onClick={() => setIsAsking(true)}
          >
            {t("erase")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <EraseDialog
        conversation={conversation}
        erasing={erasing}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
      />
    </>
  );
}
