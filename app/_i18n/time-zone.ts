/** The zone if the runtime knows it, else UTC: a cookie may hold anything. */
export function knownTimeZone(value: string | undefined): string {
  if (value === undefined) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
