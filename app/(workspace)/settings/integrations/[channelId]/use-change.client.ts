"use client";

import { useState } from "react";
import { failureCode } from "#app/_ui/get-json.ts";
import { useErrorText } from "#app/_ui/use-error-text.ts";
import { useToast } from "#app/_ui/use-toast.client.tsx";

/** Does one thing at a time, and says what became of it. */
export function useChange() {
  const toast = useToast();
  const errorText = useErrorText();
  const [isBusy, setIsBusy] = useState(false);
  return {
    isBusy,
    /** @returns Whether it was done. */
    async run(change: () => Promise<string>): Promise<boolean> {
      setIsBusy(true);
      try {
        toast("success", await change());
        return true;
      } catch (error) {
        toast("failure", errorText(failureCode(error)));
        return false;
      } finally {
        setIsBusy(false);
      }
    },
  };
}
