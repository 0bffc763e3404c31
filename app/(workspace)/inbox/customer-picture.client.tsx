"use client";

import { Avatar } from "@mantine/core";
import { useState } from "react";
import type { ConversationView } from "#lib/forms/views.ts";

type CustomerPictureProps = { conversation: ConversationView; size: number };

/** The customer's picture, or their initials, or nobody's. */
export function CustomerPicture({ conversation: { id, customer }, size }: CustomerPictureProps) {
  const [isBroken, setIsBroken] = useState(false);
  const name = customer.name ?? customer.username;
  return (
    <Avatar
      src={customer.has_picture && !isBroken ? `/api/conversations/${id}/picture` : null}
      {...(name === null ? {} : { name })}
      size={size}
      radius="xl"
      alt=""
      variant="default"
      imageProps={{
        loading: "lazy",
        onError: () => setIsBroken(true),
        // What the server drew may have failed before anybody listened.
        ref: (image: HTMLImageElement | null) => {
          if (image?.complete && image.naturalWidth === 0 && image.currentSrc !== "") {
            setIsBroken(true);
          }
        },
      }}
      aria-hidden
    />
  );
}
