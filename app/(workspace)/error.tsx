"use client";

import { CrashPanel } from "#app/_ui/crash-panel.client.tsx";

/** Inside the workspace, so that the navigation stays. */
export default function WorkspaceError({ error, retry }: { error: unknown; retry: () => void }) {
  return <CrashPanel error={error} retry={retry} />;
}
