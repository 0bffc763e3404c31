import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const accent: MantineColorsTuple = [
  "#eef0fd",
  "#dde0fa",
  "#bdc2f4",
  "#a5abf1",
  "#9297ee",
  "#6b70dd",
  "#4e52c9",
  "#4145b0",
  "#363a94",
  "#2a2d73",
];

const gray: MantineColorsTuple = [
  "#f7f8f9",
  "#f0f1f3",
  "#e5e7ea",
  "#d6d9de",
  "#bfc4cb",
  "#8b929c",
  "#5c646f",
  "#474e59",
  "#30363f",
  "#1b1f26",
];

const dark: MantineColorsTuple = [
  "#e3e5e8",
  "#c3c7cd",
  "#9da4ae",
  "#7c838e",
  "#3a3f48",
  "#2b2f36",
  "#22262c",
  "#191c21",
  "#14161a",
  "#0e1013",
];

/** The one place for colours, type and shape; components take the scale from here. */
export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: 6,
  colors: { accent, gray, dark },
  black: "#1b1f26",
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji"',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.4" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
    },
  },
  components: {
    Modal: {
      defaultProps: {
        transitionProps: { duration: 150 },
        centered: true,
        styles: { title: { fontWeight: 600 } },
      },
    },
    Alert: { defaultProps: { variant: "outline" } },
    Menu: { defaultProps: { transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { transitionProps: { duration: 120 } } },
  },
});

/** What Mantine has no word for: surfaces, status colours and bubbles, each at 4.5:1 or better. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": gray[6],
    "--mantine-color-placeholder": gray[6],
    "--mantine-color-error": colors.red[8],
    "--mantine-color-anchor": accent[7],
    "--mantine-color-yellow-outline": "#8f5200",
    "--mantine-color-red-outline": "#b3261e",
    "--mantine-color-accent-light": accent[0],
    "--mantine-color-accent-light-hover": accent[1],
    "--mantine-color-accent-light-color": accent[8],
    "--sb-surface": gray[0],
    "--sb-hover": gray[1],
    "--sb-selected": accent[0],
    "--sb-border": gray[2],
    "--sb-border-strong": gray[3],
    "--sb-ok": "#1f7a3f",
    "--sb-busy": accent[7],
    "--sb-warn": "#8f5200",
    "--sb-bad": "#b3261e",
    "--sb-idle": gray[6],
    "--sb-plot-in": "#2f7d8c",
    "--sb-plot-out": accent[5],
    "--sb-bubble-in": gray[1],
    "--sb-bubble-out": accent[0],
  },
  dark: {
    "--mantine-color-dimmed": dark[2],
    "--mantine-color-placeholder": dark[2],
    "--mantine-color-error": colors.red[4],
    "--mantine-color-anchor": accent[3],
    "--mantine-color-yellow-outline": "#f0b255",
    "--mantine-color-red-outline": "#ff8d85",
    "--mantine-color-accent-light": "#2a2d47",
    "--mantine-color-accent-light-hover": "#32365a",
    "--mantine-color-accent-light-color": accent[1],
    "--sb-surface": dark[8],
    "--sb-hover": dark[6],
    "--sb-selected": "#2a2d47",
    "--sb-border": dark[5],
    "--sb-border-strong": dark[4],
    "--sb-ok": "#5fcf86",
    "--sb-busy": accent[3],
    "--sb-warn": "#f0b255",
    "--sb-bad": "#ff8d85",
    "--sb-idle": dark[2],
    "--sb-plot-in": "#4fb3c4",
    "--sb-plot-out": accent[4],
    "--sb-bubble-in": dark[6],
    "--sb-bubble-out": "#2a2d47",
  },
});
