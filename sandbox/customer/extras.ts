import type { Platform } from "#sandbox/world.ts";

/** What a customer can do besides writing, as events of the control API. */
export const extras: { label: string; on: Platform | "both"; event: Record<string, string> }[] = [
  { label: "Image", on: "both", event: { kind: "image" } },
  { label: "GIF", on: "both", event: { kind: "gif" } },
  { label: "Sticker", on: "messenger", event: { kind: "sticker" } },
  { label: "Voice message", on: "both", event: { kind: "audio" } },
  { label: "Video", on: "both", event: { kind: "video" } },
  { label: "File", on: "both", event: { kind: "file" } },
  { label: "Location", on: "messenger", event: { kind: "location" } },
  { label: "Link", on: "both", event: { kind: "fallback", text: "https://shop.example/boots" } },
  { label: "Shared post", on: "both", event: { kind: "ig_post" } },
  { label: "Story mention", on: "instagram", event: { kind: "story_mention" } },
  { label: "Story reply", on: "instagram", event: { kind: "story_reply", text: "Lovely!" } },
  { label: "View once", on: "instagram", event: { kind: "ephemeral" } },
  { label: "Get Started", on: "both", event: { kind: "get_started" } },
  {
    label: "Write from an ad",
    on: "both",
    event: { kind: "text", text: "I saw your ad", referral: "ad" },
  },
  { label: "Click an ad", on: "both", event: { kind: "referral", referral: "ad" } },
];
