"use client";

import { Anchor } from "@mantine/core";
import Link from "next/link";

export function BackLink({ href, label }: { href: string; label: string }) {
  return (
    <Anchor component={Link} href={href} size="sm">
      {label}
    </Anchor>
  );
}
