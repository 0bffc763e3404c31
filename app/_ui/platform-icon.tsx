import { IconBrandInstagram, IconBrandMessenger } from "@tabler/icons-react";
import type { Platform } from "#lib/forms/views.ts";

/** Beside a word that names the platform, so it says nothing to a screen reader itself. */
export function PlatformIcon({ platform, size = 16 }: { platform: Platform; size?: number }) {
  const Icon = platform === "instagram" ? IconBrandInstagram : IconBrandMessenger;
  return <Icon size={size} stroke={1.75} style={{ flexShrink: 0 }} aria-hidden />;
}
