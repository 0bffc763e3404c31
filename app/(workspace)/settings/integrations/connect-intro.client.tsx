"use client";

import { List, Paper, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconListCheck, IconLogin2, IconMessageChatbot } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

const steps = [
  { key: "login", icon: IconLogin2 },
  { key: "choose", icon: IconListCheck },
  { key: "answer", icon: IconMessageChatbot },
] as const;

/** The first thing a new company sees: what will happen, and the button that starts it. */
export function ConnectIntro({
  hasChannels,
  children,
}: {
  hasChannels: boolean;
  children: ReactNode;
}) {
  const t = useTranslations("integrations.intro");
  return (
    <Paper withBorder radius="md" p="lg">
      <Stack gap="md">
        <div>
          <Title order={2}>{t(hasChannels ? "againTitle" : "title")}</Title>
          <Text size="sm" c="dimmed" mt="xs" maw="40rem">
            {t("lead")}
          </Text>
        </div>
        <List spacing="sm" center size="sm" listStyleType="none" lh="sm">
          {steps.map(({ key, icon: Icon }) => (
            <List.Item
              key={key}
              icon={
                <ThemeIcon variant="light" size="md" radius="md">
                  <Icon size={16} aria-hidden />
                </ThemeIcon>
              }
            >
              {t(`steps.${key}`)}
            </List.Item>
          ))}
        </List>
        {children}
      </Stack>
    </Paper>
  );
}
