"use client";

import { Anchor, List, Stack, Text, Title } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Legal } from "#app/(workspace)/consent.client.tsx";

const parts = [
  { title: "reads", points: ["login", "pages", "messages"] },
  { title: "purpose", points: ["inbox", "agent", "nothingElse"] },
] as const;

/** What a person agrees to before Facebook's dialog. Its words have a version (lib/forms/privacy.ts). */
export function ConsentText({ legal: { links, retention } }: { legal: Legal }) {
  const t = useTranslations("consent.wording");
  return (
    <Stack gap="md">
      <Text size="sm">{t("lead")}</Text>
      {parts.map(({ title, points }) => (
        <div key={title}>
          <Title order={3}>{t(title)}</Title>
          <List size="sm" spacing={4} mt={4}>
            {points.map((point) => (
              <List.Item key={point}>{t(point)}</List.Item>
            ))}
          </List>
        </div>
      ))}
      <div>
        <Title order={3}>{t("howLong")}</Title>
        <Text size="sm" mt={4}>
          {t("retention", retention)}
        </Text>
        <Text size="sm" mt={4}>
          {t("undo")}
        </Text>
      </div>
      <Text size="sm">
        {t.rich("more", {
          privacy: (words) => <Document href={links.privacy}>{words}</Document>,
          terms: (words) => <Document href={links.terms}>{words}</Document>,
        })}
      </Text>
    </Stack>
  );
}

/** Beside the dialog, so that it is still there after reading. */
function Document({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" underline="always" inherit>
      {children}
    </Anchor>
  );
}
