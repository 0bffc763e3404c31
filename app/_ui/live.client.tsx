"use client";

import { Loader, Paper, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from "react";
import type { LiveNews } from "#lib/forms/views.ts";
import classes from "./live.module.css";
import { openLiveStream } from "./live-stream.ts";

type Subscriber = (news: LiveNews) => void;
type Subscribe = (subscriber: Subscriber) => () => void;

const LiveContext = createContext<Subscribe>(() => () => {});

/** A hint for a blip would only flicker. */
const patienceMs = 3_000;

/** One stream for the whole workspace; screens take part with `useLive`. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const subscribers = useRef(new Set<Subscriber>());
  const isOpen = useRef(false);
  const [isUp, setIsUp] = useState(true);

  useEffect(
    () =>
      openLiveStream({
        onHealth: (isHealthy) => {
          isOpen.current = isHealthy;
          setIsUp(isHealthy);
        },
        onNews: (news) => {
          for (const subscriber of subscribers.current) subscriber(news);
        },
      }),
    [],
  );

  const [subscribe] = useState(() => (subscriber: Subscriber) => {
    subscribers.current.add(subscriber);
    // A screen that came later has missed what happened since the server drew it.
    if (isOpen.current) subscriber({ type: "resync" });
    return () => void subscribers.current.delete(subscriber);
  });

  return (
    <LiveContext value={subscribe}>
      {children}
      <ReconnectingHint isUp={isUp} />
    </LiveContext>
  );
}

/** Calls back with every piece of news while the component is mounted. */
export function useLive(onNews: Subscriber): void {
  const subscribe = useContext(LiveContext);
  const latest = useEffectEvent(onNews);
  useEffect(() => subscribe((news) => latest(news)), [subscribe]);
}

function ReconnectingHint({ isUp }: { isUp: boolean }) {
  const t = useTranslations("live");
  const [isVisible, setIsVisible] = useState(false);

  useEffect(() => {
    if (isUp) {
      setIsVisible(false);
      return;
    }
    const timer = setTimeout(() => setIsVisible(true), patienceMs);
    return () => clearTimeout(timer);
  }, [isUp]);

  return (
    <div className={classes.hint} role="status">
      {isVisible && (
        <Paper withBorder shadow="sm" radius="xl" px="sm" py="xs" className={classes.pill}>
          <Loader size="xs" color="var(--sb-warn)" />
          <Text size="sm">{t("reconnecting")}</Text>
        </Paper>
      )}
    </div>
  );
}
