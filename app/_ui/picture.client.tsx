"use client";

import { Avatar } from "@mantine/core";

/** A page's or account's picture, or its initials; Meta's pictures expire, so both are usual. */
export function Picture({
  name,
  url,
  size = "md",
}: {
  name: string;
  url: string | null;
  size?: "sm" | "md" | "lg";
}) {
  return (
    <Avatar
      src={url}
      size={size}
      radius="md"
      alt=""
      variant="default"
      imageProps={{ referrerPolicy: "no-referrer", loading: "lazy" }}
      aria-hidden
    >
      {initials(name)}
    </Avatar>
  );
}

function initials(name: string): string {
  const words = name
    .replaceAll(/[^\p{L}\p{N}\s]/gu, "")
    .split(/\s+/)
    .filter(Boolean);
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? "");
  return letters.join("").toUpperCase();
}
