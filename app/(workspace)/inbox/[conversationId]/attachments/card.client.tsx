"use client";

import type { TablerIcon } from "@tabler/icons-react";
import { IconExternalLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./attachments.module.css";

type CardProps = {
  icon: TablerIcon;
  /** What it is. */
  label: string;
  title?: string | null;
  link?: { href: string; words: string } | null;
  children?: ReactNode;
};

/** Something that is told of instead of shown. */
export function Card({ icon: Icon, label, title = null, link = null, children }: CardProps) {
  return (
    <div className={classes.card}>
      <span className={classes.caption}>
        <Icon size={14} aria-hidden />
        {label}
      </span>
      {title !== null && <bdi className={classes.title}>{title}</bdi>}
      {children}
      {link !== null && (
        <a
          className={classes.link}
          href={link.href}
          target="_blank"
          rel="noopener noreferrer nofollow"
        >
          <bdi>{link.words}</bdi>
          <IconExternalLink size={14} aria-hidden />
        </a>
      )}
    </div>
  );
}
