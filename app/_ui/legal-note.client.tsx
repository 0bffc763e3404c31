"use client";

import { Anchor, Group, type GroupProps } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { LegalLinks } from "#lib/forms/privacy.ts";

const OURS: LegalLinks = { privacy: "/privacy", terms: "/terms" };

/** Where privacy policy and terms stand: the company's own once it is known. */
export function LegalNote({ links = OURS, ...group }: { links?: LegalLinks } & GroupProps) {
  const t = useTranslations("footer");
  return (
    <Group gap="md" {...group}>
      {(["privacy", "terms"] as const).map((name) => (
        <Anchor key={name} href={links[name]} size="xs" c="dimmed">
          {t(name)}
        </Anchor>
      ))}
    </Group>
  );
}
