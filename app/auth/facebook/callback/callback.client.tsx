"use client";

import { Anchor, Center, EmptyState, Loader } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { ConnectNews } from "#lib/forms/views.ts";
import { finishAttempt } from "./attempt.ts";

const settings = "/settings/integrations";

type Stage = "working" | "connected" | "failed";

/** Finishes the login, tells the page that opened it, and gets out of the way. */
export function Callback() {
  const t = useTranslations("callback");
  const [stage, setStage] = useState<Stage>("working");

  useEffect(() => {
    let isGone = false;
    const finish = async () => {
      const { news, isPopup } = await finishAttempt();
      if (isGone) return;
      if (!isPopup) {
        window.location.replace(arrivalAddress(news));
        return;
      }
      window.close();
      // Seen only where the browser refuses to close the window.
      setStage(news.type === "FACEBOOK_AUTH_SUCCESS" ? "connected" : "failed");
    };
    void finish();
    return () => {
      isGone = true;
    };
  }, []);

  return (
    <Center component="main" mih="100dvh" p="md">
      <EmptyState
        role="status"
        icon={<StageIcon stage={stage} />}
        title={t(`${stage}.title`)}
        description={t(`${stage}.detail`)}
      >
        {stage !== "working" && (
          <EmptyState.Actions>
            <Anchor href={settings}>{t("goOn")}</Anchor>
          </EmptyState.Actions>
        )}
      </EmptyState>
    </Center>
  );
}

function StageIcon({ stage }: { stage: Stage }) {
  if (stage === "working") return <Loader size="md" />;
  return stage === "connected" ? (
    <IconCircleCheck size={36} color="var(--sb-ok)" aria-hidden />
  ) : (
    <IconCircleX size={36} color="var(--sb-bad)" aria-hidden />
  );
}

function arrivalAddress(news: ConnectNews): string {
  if (news.type === "FACEBOOK_AUTH_SUCCESS") return `${settings}?fb_connected=true`;
  return `${settings}?${new URLSearchParams({ error: "fb_connection_failed", reason: news.error })}`;
}
