"use client";

import { Center, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { ProblemPanel } from "./problem-panel.client.tsx";

/** What an error boundary shows. The digest finds the entry in the server's log. */
export function CrashPanel({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations("crash");
  const [isRetrying, startRetrying] = useTransition();
  const digest = digestOf(error);
  return (
    <Center mih="50dvh" p="md">
      <ProblemPanel
        title={t("title")}
        detail={t("detail")}
        isRetrying={isRetrying}
        retry={() => startRetrying(retry)}
      >
        {digest !== null && (
          <Text size="xs" c="dimmed">
            {t("digest", { digest })}
          </Text>
        )}
      </ProblemPanel>
    </Center>
  );
}

function digestOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("digest" in error)) return null;
  return typeof error.digest === "string" ? error.digest : null;
}
