"use client";

import { useTranslations } from "next-intl";
import { TEXT_MAX } from "#lib/forms/text-limits.ts";
import type { Platform } from "#lib/forms/views.ts";
import classes from "./composer.module.css";
import type { Length } from "./length-of.ts";

/** The part of the limit from which on the rest is counted. */
const nearly = 0.8;

type LengthHintProps = { length: Length; platform: Platform };

/** How much more fits, or that the text goes out in parts. */
export function LengthHint({ length: { left, parts, isTooLong }, platform }: LengthHintProps) {
  const t = useTranslations("thread.composer");
  if (isTooLong || left > TEXT_MAX[platform] * (1 - nearly)) return null;
  return (
    <span className={classes.left}>
      {parts > 1 ? t("parts", { count: parts }) : t(`left.${platform}`, { count: left })}
    </span>
  );
}
