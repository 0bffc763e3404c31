const LOCALES = ["en", "ru"] as const;

export type Locale = (typeof LOCALES)[number];

export const DEFAULT_LOCALE: Locale = "en";

export const LOCALE_COOKIE = "locale";
export const TIME_ZONE_COOKIE = "time_zone";

export function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value);
}
