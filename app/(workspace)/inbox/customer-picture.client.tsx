"use client";

import { Avatar } from "@mantine/core";
import type { ConversationView } from "#lib/forms/views.ts";

type CustomerPictureProps = { conversation: ConversationView; size: number };

/** The customer's picture, or their initials, or nobody's. */
export function CustomerPicture({ conversation: { id, customer }, size }: CustomerPictureProps) {
  const name = customer.name ?? customer.username;
  return (
    <Avatar
      src={customer.has_picture ? `/api/conversations/${id}/picture` : null}
      {...(name === null ? {} : { name })}
      size={size}
      radius="xl"
      alt=""
      variant="default"
      imageProps={{ loading: "lazy" }}
      aria-hidden
    />
  );
}
