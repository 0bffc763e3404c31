"use client";

import { CrashPanel } from "./_ui/crash-panel.client.tsx";

export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  return <CrashPanel error={error} retry={retry} />;
}
