import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import en from "./en.json";
import { LOCALE_COOKIE, type Locale, TIME_ZONE_COOKIE } from "./locales.ts";
import { pickLocale } from "./pick-locale.ts";
import ru from "./ru.json";
import { knownTimeZone } from "./time-zone.ts";

const messages: Record<Locale, typeof en> = { en, ru };

export default getRequestConfig(async () => {
  const jar = await cookies();
  const locale = pickLocale(
    jar.get(LOCALE_COOKIE)?.value,
    (await headers()).get("accept-language"),
  );
  return {
    locale,
    messages: messages[locale],
    now: new Date(),
    timeZone: knownTimeZone(jar.get(TIME_ZONE_COOKIE)?.value),
  };
});
