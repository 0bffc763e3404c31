import { DEFAULT_LOCALE, isLocale, type Locale } from "./locales.ts";

/**
 * @param chosen What the person picked in the menu, from the cookie.
 * @param acceptLanguage The browser's `Accept-Language`, weights included.
 */
export function pickLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen;

  const wished = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const weight = parameters.find((parameter) => parameter.trim().startsWith("q="));
      const quality = weight === undefined ? 1 : Number(weight.trim().slice(2));
      return { language: tag.toLowerCase().split("-")[0], quality };
    })
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality);

  return wished.map(({ language }) => language).find(isLocale) ?? DEFAULT_LOCALE;
}
