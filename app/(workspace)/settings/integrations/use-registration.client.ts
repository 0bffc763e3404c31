"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useToast } from "#app/_ui/use-toast.client.tsx";
import type { ConnectPage } from "./action-types.ts";
import type { Choice } from "./choices.ts";

export type Progress =
  | { state: "waiting" | "running" | "done" }
  /** `code` is an outcome such as `held_elsewhere` or an error code. */
  | { state: "failed"; code: string };

/** Connects the ticked choices one after the other and remembers how each went. */
export function useRegistration(connectPage: ConnectPage, onConnected: () => void) {
  const t = useTranslations("picker");
  const toast = useToast();
  const [progress, setProgress] = useState<ReadonlyMap<string, Progress>>(new Map());
  const note = (key: string, value: Progress) =>
    setProgress((held) => new Map(held).set(key, value));

  const connectOne = async ({ key, platform, pageId }: Choice): Promise<boolean> => {
    note(key, { state: "running" });
    const result = await connectOutcome(connectPage, { platform, page_id: pageId });
    note(key, result);
    return result.state === "done";
  };

  return {
    progress,
    isRunning: [...progress.values()].some(({ state }) => state === "running"),
    async connect(choices: Choice[]) {
      setProgress((held) => {
        const waiting = choices.map(({ key }): [string, Progress] => [key, { state: "waiting" }]);
        return new Map([...held, ...waiting]);
      });
      let doneCount = 0;
      for (const choice of choices) if (await connectOne(choice)) doneCount += 1;
      const failedCount = choices.length - doneCount;
      toast(
        failedCount === 0 ? "success" : "warning",
        t("result", { done: doneCount, failed: failedCount }),
      );
      onConnected();
    },
  };
}

async function connectOutcome(
  connectPage: ConnectPage,
  input: Parameters<ConnectPage>[0],
): Promise<Progress> {
  const answer = await connectPage(input).catch(() => ({ ok: false, code: "network" }) as const);
  if (!answer.ok) return { state: "failed", code: answer.code };
  const { outcome } = answer.data;
  if (outcome !== "created" && outcome !== "existing") return { state: "failed", code: outcome };
  const { status, last_error: lastError } = answer.data.channel;
  return status === "error" || status === "reauthorization_required"
    ? { state: "failed", code: lastError ?? "unknown" }
    : { state: "done" };
}
