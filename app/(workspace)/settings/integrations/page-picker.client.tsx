"use client";

import { Button, Checkbox, Group, Modal, ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ProblemPanel } from "#app/_ui/problem-panel.client.tsx";
import type { PageView } from "#lib/forms/views.ts";
import type { ConnectPage } from "./action-types.ts";
import { type Choice, choicesOf, isFree, matchesSearch } from "./choices.ts";
import classes from "./integrations.module.css";
import { PageRow } from "./page-row.client.tsx";
import { useRegistration } from "./use-registration.client.ts";

/** With fewer pages a search field is only in the way. */
const searchFromPages = 9;

type PagePickerProps = {
  pages: PageView[];
  /** Channels that a fresh login repairs; ticked from the start. */
  troubled: ReadonlySet<string>;
  isOpen: boolean;
  isReading: boolean;
  onClose: () => void;
  connectPage: ConnectPage;
  onConnected: () => void;
};

export function PagePicker(props: PagePickerProps) {
  const { pages, troubled, isOpen, onClose } = props;
  const t = useTranslations("picker");
  const common = useTranslations("common");
  const [search, setSearch] = useState("");
  const [touched, setTouched] = useState<ReadonlyMap<string, boolean>>(new Map());
  const { progress, isRunning, connect } = useRegistration(props.connectPage, props.onConnected);

  const shown = pages.filter((page) => matchesSearch(page, search));
  const free = shown.flatMap((page) => choicesOf(page, troubled)).filter(isFree);
  const isTicked = ({ key, isTroubled }: Choice) => touched.get(key) ?? isTroubled;
  const chosen = pages
    .flatMap((page) => choicesOf(page, troubled))
    .filter((choice) => isFree(choice) && isTicked(choice));
  const touch = (keys: string[], value: boolean) =>
    setTouched((held) => new Map([...held, ...keys.map((key): [string, boolean] => [key, value])]));

  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t("title")}
      size="xl"
      fullScreen={useMediaQuery("(max-width: 48em)") ?? false}
      scrollAreaComponent={ScrollArea.Autosize}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {pages.length === 0 ? (
        <ProblemPanel title={t("none.title")} detail={t("none.detail")} />
      ) : (
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t("lead")}
          </Text>
          {pages.length >= searchFromPages && (
            <TextInput
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              aria-label={t("search")}
              placeholder={t("search")}
              leftSection={<IconSearch size={16} aria-hidden />}
            />
          )}
          <SelectAll
            total={free.length}
            selected={free.filter(isTicked).length}
            isDisabled={isRunning}
            onChange={(value) =>
              touch(
                free.map(({ key }) => key),
                value,
              )
            }
          />
          <Stack gap="xs" component="ul" m={0} p={0}>
            {shown.map((page) => (
              <PageRow
                key={page.page_id}
                page={page}
                troubled={troubled}
                isTicked={isTicked}
                progress={progress}
                isBusy={isRunning}
                onTick={(key, value) => touch([key], value)}
                onRetry={(choice) => void connect([choice])}
              />
            ))}
          </Stack>
          {shown.length === 0 && <Text size="sm">{t("noMatch", { search })}</Text>}
          <Footer
            count={chosen.length}
            isRunning={isRunning}
            isReading={props.isReading}
            hasResults={progress.size > 0}
            onClose={onClose}
            onConfirm={() => void connect(chosen)}
          />
        </Stack>
      )}
    </Modal>
  );
}

type SelectAllProps = {
  total: number;
  selected: number;
  isDisabled: boolean;
  onChange: (isTicked: boolean) => void;
};

function SelectAll({ total, selected, isDisabled, onChange }: SelectAllProps) {
  const t = useTranslations("picker");
  if (total === 0) return null;
  return (
    <Checkbox
      label={t("selectAll", { count: total })}
      checked={selected === total}
      indeterminate={selected > 0 && selected < total}
      disabled={isDisabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

type FooterProps = {
  count: number;
  isRunning: boolean;
  isReading: boolean;
  hasResults: boolean;
  onClose: () => void;
  onConfirm: () => void;
};

function Footer({ count, isRunning, isReading, hasResults, onClose, onConfirm }: FooterProps) {
  const t = useTranslations("picker");
  const common = useTranslations("common");
  const isFinished = hasResults && count === 0 && !isRunning;
  return (
    <Group justify="end" gap="sm" className={classes.footer}>
      <Text size="sm" c="dimmed" role="status" flex={1}>
        {isRunning ? t("running") : ""}
      </Text>
      {isFinished ? (
        <Button onClick={onClose} loading={isReading}>
          {t("done")}
        </Button>
      ) : (
        <>
          <Button variant="default" onClick={onClose}>
            {isRunning ? common("close") : t("later")}
          </Button>
          <Button onClick={onConfirm} disabled={count === 0} loading={isRunning}>
            {t("confirm", { count })}
          </Button>
        </>
      )}
    </Group>
  );
}
