"use client";

import { Box, NavLink } from "@mantine/core";
import { IconInbox, IconPlugConnected } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";

const places = [
  { href: "/inbox", key: "inbox", icon: IconInbox },
  { href: "/settings/integrations", key: "integrations", icon: IconPlugConnected },
] as const;

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const t = useTranslations("nav");
  const path = usePathname();
  return (
    <Box flex={1}>
      {places.map(({ href, key, icon: Icon }) => {
        const isHere = path === href || path.startsWith(`${href}/`);
        return (
          <NavLink
            key={key}
            component={Link}
            href={href}
            label={t(key)}
            leftSection={<Icon size={18} stroke={1.75} aria-hidden />}
            active={isHere}
            aria-current={isHere ? "page" : undefined}
            onClick={onNavigate}
            py="xs"
            style={{ borderRadius: "var(--mantine-radius-md)" }}
          />
        );
      })}
    </Box>
  );
}
