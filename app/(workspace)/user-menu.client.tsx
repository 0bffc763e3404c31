"use client";

import { Button, Popover, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconChevronUp, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { signOut } from "next-auth/react";
import { useTranslations } from "next-intl";
import { ColorSchemeSwitch } from "#app/_ui/color-scheme-switch.client.tsx";
import { LanguageSwitch } from "#app/_ui/language-switch.client.tsx";
import classes from "./user-menu.module.css";

type UserMenuProps = { email: string; chooseLocale: (locale: string) => Promise<void> };

export function UserMenu({ email, chooseLocale }: UserMenuProps) {
  const t = useTranslations("userMenu");
  return (
    <Popover position="top-start" width="target" shadow="md" transitionProps={{ duration: 120 }}>
      <Popover.Target>
        <UnstyledButton className={classes.button} aria-label={t("open", { email })}>
          <IconUserCircle size={20} stroke={1.75} aria-hidden />
          <Text component="span" size="sm" truncate flex={1}>
            {email}
          </Text>
          <IconChevronUp size={16} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={t("title")}>
        <Stack gap="xs">
          <LanguageSwitch choose={chooseLocale} />
          <ColorSchemeSwitch />
          <Button
            variant="subtle"
            color="gray"
            size="sm"
            justify="start"
            leftSection={<IconLogout size={16} aria-hidden />}
            onClick={() => void signOut({ callbackUrl: "/login" })}
          >
            {t("signOut")}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
