"use client";

import { ActionIcon, Menu } from "@mantine/core";
import { IconMoodPlus, IconMoodX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { failureCode, postJson } from "#app/_ui/get-json.ts";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";
import { REACTIONS, type ReactionName } from "#lib/forms/reactions.ts";
import type { MessageView } from "#lib/forms/views.ts";
import classes from "./parts.module.css";
import { REACTION_NAMES, reactionNameOf } from "./reaction-emoji.ts";

type ReactMenuProps = { message: Pick<MessageView, "id" | "reactions"> };

/** Lets a teammate react to a customer's message; a second reaction replaces the first. */
export function ReactMenu({ message: { id, reactions } }: ReactMenuProps) {
  const t = useTranslations("thread.reactions");
  const toast = useToast();
  const errorText = useErrorText();
  const [isBusy, setIsBusy] = useState(false);
  const ours = reactions.find(({ by }) => by === "page");
  const current = reactionNameOf(ours?.reaction ?? null);

  const react = async (reaction: ReactionName | null) => {
    setIsBusy(true);
    try {
      await postJson(`/api/messages/${id}/reaction`, { reaction });
    } catch (error) {
      toast("failure", errorText(failureCode(error)));
    }
    setIsBusy(false);
  };

  return (
    <Menu position="top" withinPortal>
      <Menu.Target>
        <ActionIcon
          className={classes.reactButton}
          variant="subtle"
          color="gray"
          loading={isBusy}
          aria-label={t("react")}
        >
          <IconMoodPlus size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className={classes.reactMenu} aria-label={t("react")}>
        {REACTION_NAMES.map((name) => (
          <Menu.Item
            key={name}
            className={classes.reactItem}
            aria-label={t(`names.${name}`)}
            title={t(`names.${name}`)}
            data-current={name === current || undefined}
            onClick={() => void react(name === current ? null : name)}
          >
            {REACTIONS[name]}
          </Menu.Item>
        ))}
        {ours !== undefined && (
          <Menu.Item
            className={classes.reactItem}
            aria-label={t("remove")}
            title={t("remove")}
            onClick={() => void react(null)}
          >
            <IconMoodX size={18} aria-hidden />
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
