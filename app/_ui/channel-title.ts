import type { Platform } from "#lib/forms/views.ts";

/** A page's name as it is; an Instagram account's the way people write it. */
export function channelTitle({ platform, name }: { platform: Platform; name: string }): string {
  return platform === "instagram" ? `@${name.replace(/^@/, "")}` : name;
}
