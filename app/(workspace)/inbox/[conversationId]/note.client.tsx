"use client";

import type { TablerIcon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./composer.module.css";

type NoteProps = {
  id: string;
  icon: TablerIcon;
  tone: "closed" | "warning" | "quiet";
  children: ReactNode;
};

/** A line above the field that says what stands in an answer's way. */
export function Note({ id, icon: Icon, tone, children }: NoteProps) {
  return (
    <p id={id} className={classes.note} data-tone={tone}>
      <Icon size={tone === "quiet" ? 14 : 16} aria-hidden />
      <span>{children}</span>
    </p>
  );
}
