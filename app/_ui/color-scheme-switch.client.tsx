"use client";

import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { IconDeviceDesktop, IconMoon, IconSun, type TablerIcon } from "@tabler/icons-react";
import { useTranslations } from "next-intl";

const schemes = ["auto", "light", "dark"] as const;
const icons: Record<(typeof schemes)[number], TablerIcon> = {
  auto: IconDeviceDesktop,
  light: IconSun,
  dark: IconMoon,
};

export function ColorSchemeSwitch() {
  const t = useTranslations("preferences");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // The choice lives in the browser, so the server cannot know which one is pressed.
  const value = useMounted() ? colorScheme : "auto";

  return (
    <SegmentedControl
      size="xs"
      fullWidth
      transitionDuration={150}
      aria-label={t("scheme")}
      value={value}
      onChange={(choice) => setColorScheme(choice)}
      data={schemes.map((scheme) => ({ value: scheme, label: <SchemeLabel scheme={scheme} /> }))}
    />
  );
}

function SchemeLabel({ scheme }: { scheme: (typeof schemes)[number] }) {
  const t = useTranslations("preferences.schemes");
  const Icon = icons[scheme];
  return (
    <span style={{ display: "flex", justifyContent: "center" }} title={t(scheme)}>
      <Icon size={16} role="img" aria-label={t(scheme)} />
    </span>
  );
}
