"use client";

import {
  IconEyeOff,
  IconLink,
  IconMapPin,
  IconMovie,
  IconQuestionMark,
  IconShare3,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { AttachmentView } from "#lib/forms/message-views.ts";
import { Appointment } from "./appointment.client.tsx";
import { Card } from "./card.client.tsx";
import { FileChip } from "./file-chip.client.tsx";
import { Film } from "./film.client.tsx";
import { useKindWords } from "./kind-words.ts";
import { PictureOrFilm } from "./picture-or-film.client.tsx";
import { ProductCards } from "./product-cards.client.tsx";
import { Sound } from "./sound.client.tsx";
import { mediaPath } from "./use-media.client.ts";
import { fileNameOf, mapLinkOf, pointWords, webLinkOf } from "./web-link.ts";

type AttachmentItemProps = { attachment: AttachmentView; messageId: string; isOurs: boolean };

/** One attachment that is no picture. */
export function AttachmentItem({ attachment, messageId, isOurs }: AttachmentItemProps) {
  const t = useTranslations("media");
  const wordsOf = useKindWords();
  const { type, title, link, media_index: index, location } = attachment;
  const label = wordsOf(type) ?? t("unknown", { type });
  const file = index === null ? null : mediaPath(messageId, index);

  switch (type) {
    case "audio":
      if (file !== null) return <Sound path={file} label={label} />;
      return <Gone label={label} isOurs={isOurs} />;
    case "video":
      if (file !== null) return <Film path={file} label={label} />;
      return <Gone label={label} isOurs={isOurs} />;
    case "file":
      if (file === null) return <Gone label={label} isOurs={isOurs} />;
      return <FileChip path={file} name={title ?? fileNameOf(link)} label={label} />;
    case "story_mention":
    case "ig_story":
      if (index === null) return <Gone label={label} isOurs={isOurs} />;
      return (
        <Card icon={IconMovie} label={label} title={title}>
          <PictureOrFilm messageId={messageId} index={index} label={label} />
        </Card>
      );
    case "location": {
      const map = location && { href: mapLinkOf(location), words: t("map") };
      return (
        <Card icon={IconMapPin} label={label} title={title} link={map}>
          {location !== null && <span>{pointWords(location)}</span>}
        </Card>
      );
    }
    case "reel":
    case "ig_reel":
      return <LinkCard icon={IconMovie} label={label} attachment={attachment} />;
    case "post":
    case "ig_post":
    case "share":
      return <LinkCard icon={IconShare3} label={label} attachment={attachment} />;
    case "fallback":
      return <LinkCard icon={IconLink} label={label} attachment={attachment} />;
    case "template":
      return <ProductCards attachment={attachment} messageId={messageId} />;
    case "appointment_booking":
      return <Appointment attachment={attachment} />;
    case "ephemeral":
      return <Card icon={IconEyeOff} label={label} title={t("ephemeral")} />;
    case "unsupported_type":
      return <Card icon={IconQuestionMark} label={label} title={t("unsupported")} />;
    case "image":
    case "sticker":
      return <Gone label={label} isOurs={isOurs} />;
    default:
      return <Card icon={IconQuestionMark} label={label} title={t("notShown")} />;
  }
}

/** There should be a file, and Meta gave no address of it. */
function Gone({ label, isOurs }: { label: string; isOurs: boolean }) {
  const t = useTranslations("media");
  return <Card icon={IconEyeOff} label={label} title={t(isOurs ? "noCopy" : "noAddress")} />;
}

type LinkCardProps = { icon: TablerIcon; label: string; attachment: AttachmentView };

function LinkCard({ icon, label, attachment: { title, link } }: LinkCardProps) {
  const t = useTranslations("media");
  const open = webLinkOf(link);
  return (
    <Card
      icon={icon}
      label={label}
      title={title}
      link={open && { href: open.href, words: open.host }}
    >
      {open === null && <span>{t("noLink")}</span>}
    </Card>
  );
}
