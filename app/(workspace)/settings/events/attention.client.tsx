"use client";

import { Button, Checkbox, EmptyState, Paper, Stack } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMessageDesk } from "#app/_ui/message-desk.client.tsx";
import type { AttentionView } from "#lib/forms/attention-views.ts";
import { CauseSection } from "./cause-section.client.tsx";
import classes from "./events.module.css";
import { type Cause, groupCauses, type Item } from "./group-causes.ts";
import { isRepeatable } from "./is-repeatable.ts";
import { RunStatus } from "./run-status.client.tsx";
import { type ReplayDead, useTryAgain } from "./use-try-again.client.ts";

type AttentionProps = {
  attention: AttentionView;
  replayDead: ReplayDead;
  onChange: () => void;
  onOpenEvent: (id: string) => void;
};

/** Everything that waits for a person, and what can be done about it, singly or together. */
export function Attention({ attention, replayDead, onChange, onOpenEvent }: AttentionProps) {
  const t = useTranslations("events");
  const desk = useMessageDesk();
  const causes = groupCauses(attention);
  const repeatable = causes.flatMap(itemsOf).filter(isRepeatable);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const selected = repeatable.filter(({ id }) => chosen.has(id));
  const { run, start, forget } = useTryAgain({
    tryAgain: desk?.tryAgain ?? (async () => ({ ok: false, code: "forbidden" })),
    replayDead,
    onDone: () => {
      setChosen(new Set());
      onChange();
    },
  });
  const isRunning = run?.isRunning ?? false;
  const tryAll = (cause: Cause) => {
    const { kind, code, count } = cause;
    const isBulk = kind === "event" && code !== null;
    void start(
      isBulk ? { deadEvents: { code, count } } : { items: itemsOf(cause).filter(isRepeatable) },
    );
  };
  const toggle = (id: string) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });

  return (
    <Stack gap="md">
      <RunStatus run={run} onClose={forget} />
      {causes.length === 0 && (
        <Paper withBorder radius="md">
          <EmptyState
            py="xl"
            size="sm"
            icon={<IconCircleCheck size={28} stroke={1.5} color="var(--sb-ok)" aria-hidden />}
            title={t("none.title")}
            description={t("none.detail")}
          />
        </Paper>
      )}
      {repeatable.length > 1 && (
        <div className={classes.toolbar}>
          <Checkbox
            label={
              selected.length === 0 ? t("selectAll") : t("selected", { count: selected.length })
            }
            checked={selected.length === repeatable.length}
            indeterminate={selected.length > 0 && selected.length < repeatable.length}
            disabled={isRunning}
            onChange={() =>
              setChosen(
                new Set(
                  selected.length === repeatable.length ? [] : repeatable.map(({ id }) => id),
                ),
              )
            }
          />
          <Button
            size="xs"
            disabled={selected.length === 0 || isRunning}
            onClick={() => void start({ items: selected })}
          >
            {t("trySelected")}
          </Button>
        </div>
      )}
      {causes.map((cause) => (
        <CauseSection
          key={cause.key}
          cause={cause}
          chosen={chosen}
          isRunning={isRunning}
          onToggle={toggle}
          onTryAll={() => tryAll(cause)}
          onTryItem={(item) => void start({ items: [item] })}
          onOpenEvent={onOpenEvent}
          onDone={onChange}
        />
      ))}
    </Stack>
  );
}

function itemsOf({ customers }: Cause): Item[] {
  return customers.flatMap(({ items }) => items);
}
