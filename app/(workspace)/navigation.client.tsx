"use client";

import { Badge, Box, NavLink, VisuallyHidden } from "@mantine/core";
import {
  IconBell,
  IconInbox,
  IconListDetails,
  IconPlugConnected,
  IconShieldLock,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";

const places = [
  { href: "/inbox", key: "inbox", icon: IconInbox },
  { href: "/settings/integrations", key: "integrations", icon: IconPlugConnected, IconShieldLock },
  { href: "/settings/alerts", key: "alerts", icon: IconBell },
  { href: "/settings/events", key: "events", icon: IconListDetails },
  { href: "/settings/privacy", key: "privacy", icon: IconShieldLock },
] as const;

type NavigationProps = { openAlerts: number; onNavigate: () => void };

export function Navigation({ openAlerts, onNavigate }: NavigationProps) {
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
            rightSection={key === "alerts" && <OpenAlerts count={openAlerts} />}
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

const shownMax = 99;

function OpenAlerts({ count }: { count: number }) {
  const t = useTranslations("nav");
  if (count === 0) return null;
  return (
    <Badge size="sm" circle={count < 10} color="red.8" autoContrast={false}>
      <span aria-hidden>{count > shownMax ? `${shownMax}+` : count}</span>
      <VisuallyHidden>{t("openAlerts", { count })}</VisuallyHidden>
    </Badge>
  );
}
