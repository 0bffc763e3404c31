"use client";

import { IconCards } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { AttachmentView } from "#lib/forms/message-views.ts";
import classes from "./attachments.module.css";
import { Card } from "./card.client.tsx";
import { PictureGrid } from "./picture-grid.client.tsx";
import type { GridPicture } from "./picture-viewer.client.tsx";
import { toPlaced } from "./placed.ts";
import { mediaPath } from "./use-media.client.ts";

type ProductCardsProps = { attachment: AttachmentView; messageId: string };

/** Products that a customer shared, or a template of ours. */
export function ProductCards({ attachment, messageId }: ProductCardsProps) {
  const t = useTranslations("kinds");
  const { elements, buttons, title } = attachment;
  const isProduct = elements.some(({ media_index }) => media_index !== null);
  const label = t(isProduct ? "product" : "template", { count: 1 });
  return (
    <Card icon={IconCards} label={label} title={title}>
      {elements.map(toPlaced).map(({ item: element, place }) => (
        <div key={place} className={classes.product}>
          <PictureOf
            index={element.media_index}
            messageId={messageId}
            alt={element.title ?? label}
          />
          {element.title !== null && <bdi className={classes.title}>{element.title}</bdi>}
          {element.subtitle !== null && <bdi className={classes.detail}>{element.subtitle}</bdi>}
        </div>
      ))}
      {buttons.length > 0 && (
        <ul className={classes.buttons}>
          {[...new Set(buttons)].map((button) => (
            <li key={button}>
              <bdi>{button}</bdi>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

type PictureOfProps = { index: number | null; messageId: string; alt: string };

function PictureOf({ index, messageId, alt }: PictureOfProps) {
  if (index === null) return null;
  const picture: GridPicture = { path: mediaPath(messageId, index), alt, shape: "photo" };
  return <PictureGrid pictures={[picture]} />;
}
