import { useFormatter } from "next-intl";

const units = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1_000 },
] as const;

/** The time between two instants in its largest whole unit: "3 hours". */
export function useDuration(from: string, to: string): string {
  const format = useFormatter();
  const lastedMs = Math.max(new Date(to).getTime() - new Date(from).getTime(), 1_000);
  const { unit, ms } = units.find((each) => lastedMs >= each.ms) ?? units[3];
  return format.number(Math.floor(lastedMs / ms), { style: "unit", unit, unitDisplay: "long" });
}
