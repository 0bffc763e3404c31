"use client";

import { Paper } from "@mantine/core";
import { useTranslations } from "next-intl";
import { use } from "react";
import { ProblemPanel } from "#app/_ui/problem-panel.client.tsx";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import type { ChannelView } from "#lib/forms/views.ts";
import { AccountCard } from "./account-card.client.tsx";
import type { ConnectPage } from "./action-types.ts";
import { troubledKeys } from "./choices.ts";
import { ConnectButton } from "./connect-button.client.tsx";
import { ConnectIntro } from "./connect-intro.client.tsx";
import { PagePicker } from "./page-picker.client.tsx";
import type { Connecting } from "./use-connecting.client.ts";

/** Only a new login helps against these. */
const reconnectCodes = [
  "meta.token-invalid",
  "meta.permission-missing",
  "crypto.token-unreadable",
  "crypto.key-missing",
];

type AccountSectionProps = {
  connecting: Connecting;
  channels: ChannelView[];
  asksForMissing: boolean;
  connectPage: ConnectPage;
  onConnected: () => void;
};

/** Suspends until Meta has answered. */
export function AccountSection(props: AccountSectionProps) {
  const { connecting, channels } = props;
  const t = useTranslations("integrations.account");
  const errorText = useErrorText();
  const result = use(connecting.pages);
  const button = (label: "connect" | "reconnect", variant: "filled" | "default" = "filled") => (
    <ConnectButton
      label={label}
      variant={variant}
      asksForMissing={props.asksForMissing}
      onStart={connecting.begin}
      onNews={connecting.onNews}
    />
  );

  if (!result.ok) {
    const isLoginNeeded = reconnectCodes.includes(result.code);
    return (
      <Paper withBorder radius="md" p="md">
        <ProblemPanel
          title={t(isLoginNeeded ? "expired" : "unreadable")}
          detail={errorText(result.code)}
          isRetrying={connecting.isReading}
          {...(isLoginNeeded ? {} : { retry: connecting.reread })}
        >
          {isLoginNeeded && button("reconnect")}
        </ProblemPanel>
      </Paper>
    );
  }

  const { account } = result.view;
  if (account === null) {
    return <ConnectIntro hasChannels={channels.length > 0}>{button("connect")}</ConnectIntro>;
  }
  return (
    <>
      <AccountCard
        account={account}
        pageCount={result.view.pages.length}
        isReading={connecting.isReading}
        onPick={connecting.pick}
      >
        {button("reconnect", "default")}
      </AccountCard>
      <PagePicker
        pages={result.view.pages}
        troubled={troubledKeys(channels)}
        isOpen={connecting.isPicking}
        isReading={connecting.isReading}
        onClose={connecting.stopPicking}
        connectPage={props.connectPage}
        onConnected={() => {
          props.onConnected();
          connecting.reread();
        }}
      />
    </>
  );
}
