"use client";

import { Stack } from "@mantine/core";
import { Suspense } from "react";
import type { ChannelView, LoginView } from "#lib/forms/views.ts";
import { AccountSection } from "./account-section.client.tsx";
import { AccountSkeleton } from "./account-skeleton.tsx";
import type { ConnectPage, SwitchAi } from "./action-types.ts";
import type { Arrival } from "./arrival.ts";
import { ChannelList } from "./channel-list.client.tsx";
import { ConnectAlert } from "./connect-alert.client.tsx";
import { ConsentNote } from "./consent-note.client.tsx";
import { LoginList } from "./login-list.client.tsx";
import type { PagesResult } from "./pages-result.ts";
import { SendingSwitch } from "./sending-switch.client.tsx";
import { useChannels } from "./use-channels.client.ts";
import { useConnecting } from "./use-connecting.client.ts";
import { useLogins } from "./use-logins.client.ts";

type IntegrationsProps = {
  channels: ChannelView[];
  logins: LoginView[];
  pages: Promise<PagesResult>;
  arrival: Arrival;
  sending: { sending_paused_at: string | null };
  connectPage: ConnectPage;
  switchAi: SwitchAi;
};

export function Integrations(props: IntegrationsProps) {
  const { channels, replace, reread } = useChannels(props.channels);
  const { logins, reread: rereadLogins } = useLogins(props.logins);
  const connecting = useConnecting({
    pages: props.pages,
    arrival: props.arrival,
    // Who logs in for channels that wait is done with it; the others choose pages next.
    isForWaiting: channels.some(({ status }) => status === "reauthorization_required"),
    onConnected: () => {
      reread();
      rereadLogins();
    },
  });
  return (
    <Stack gap="xl">
      {connecting.failure !== null && (
        <ConnectAlert reason={connecting.failure} onClose={connecting.forgetFailure} />
      )}
      <Suspense fallback={<AccountSkeleton />}>
        <AccountSection
          connecting={connecting}
          channels={channels}
          asksForMissing={logins.some(({ missing_permissions: missing }) => missing.length > 0)}
          connectPage={props.connectPage}
          onConnected={reread}
        />
      </Suspense>
      <LoginList logins={logins} />
      <ConsentNote />
      <ChannelList channels={channels} switchAi={props.switchAi} onChange={replace} />
      {channels.length > 0 && <SendingSwitch initial={props.sending} />}
    </Stack>
  );
}
