"use server";

import { cookies } from "next/headers";
import { isLocale, LOCALE_COOKIE, TIME_ZONE_COOKIE } from "./locales.ts";
import { knownTimeZone } from "./time-zone.ts";

const yearSeconds = 365 * 24 * 60 * 60;

/** Needs no session: the sign-in page has the switch as well. */
export async function chooseLocale(locale: string): Promise<void> {
  if (!isLocale(locale)) return;
  (await cookies()).set(LOCALE_COOKIE, locale, { path: "/", maxAge: yearSeconds, sameSite: "lax" });
}

/** Lets the server write dates in the person's zone, so that the first paint already agrees. */
export async function rememberTimeZone(timeZone: string): Promise<void> {
  const value = knownTimeZone(String(timeZone));
  (await cookies()).set(TIME_ZONE_COOKIE, value, {
    path: "/",
    maxAge: yearSeconds,
    sameSite: "lax",
  });
}
