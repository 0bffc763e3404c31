"use client";

import { Alert, Anchor, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { IconBrandFacebook, IconInfoCircle } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsent } from "#app/(workspace)/consent.client.tsx";
import type { ConnectNews } from "#lib/forms/views.ts";
import { ConsentDialog } from "./consent-dialog.client.tsx";
import {
  type ConnectPhase,
  connectPath,
  useFacebookConnect,
} from "./use-facebook-connect.client.ts";

type ConnectButtonProps = {
  label: "connect" | "reconnect";
  variant?: "filled" | "default";
  /** Facebook's dialog asks once more for what was declined. */
  asksForMissing: boolean;
  onStart: () => void;
  onNews: (news: ConnectNews) => void;
};

/** Opens Facebook's dialog; who has not agreed yet to what is read there is asked first. */
export function ConnectButton(props: ConnectButtonProps) {
  const { label, variant = "filled", onStart } = props;
  const t = useTranslations("connect");
  const { phase, start, cancel } = useFacebookConnect(props);
  const { agreedAt } = useConsent();
  const [isAsking, setIsAsking] = useState(false);
  const go = () => {
    setIsAsking(false);
    onStart();
    start();
  };
  const isWaiting = phase === "waiting" || phase === "perhaps_closed";
  return (
    <Stack gap={0} align="start">
      <Group gap="sm">
        <Button
          variant={variant}
          leftSection={
            isWaiting ? <Loader size="xs" /> : <IconBrandFacebook size={18} aria-hidden />
          }
          onClick={agreedAt === null ? () => setIsAsking(true) : go}
          disabled={isWaiting}
        >
          {t(isWaiting ? "waiting" : label)}
        </Button>
        {isWaiting && (
          <Anchor component="button" type="button" size="sm" onClick={cancel}>
            {t(phase === "perhaps_closed" ? "iClosedIt" : "cancel")}
          </Anchor>
        )}
      </Group>
      <PhaseNote phase={phase} href={connectPath(props)} />
      <ConsentDialog isOpen={isAsking} onClose={() => setIsAsking(false)} onContinue={go} />
    </Stack>
  );
}

function PhaseNote({ phase, href }: { phase: ConnectPhase; href: string }) {
  const t = useTranslations("connect");
  if (phase !== "blocked" && phase !== "silent") {
    return (
      <Text size="sm" c="dimmed" role="status" mt={phase === "idle" ? 0 : "sm"}>
        {phase === "idle" ? "" : t("waitingNote")}
      </Text>
    );
  }
  return (
    <Alert mt="sm" color="yellow" icon={<IconInfoCircle aria-hidden />} title={t(`${phase}.title`)}>
      <Text size="sm">{t(`${phase}.detail`)}</Text>
      {/* Not a Link: the address answers with a redirect to Facebook. */}
      <Anchor href={href} size="sm" fw={500}>
        {t("sameWindow")}
      </Anchor>
    </Alert>
  );
}
