import { getLocale } from "next-intl/server";
import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { json, problem } from "#lib/http/problem.ts";
import { getConsent, giveConsent } from "#lib/privacy/consent.ts";
import { services } from "#lib/services.ts";

/** Which wording is shown before Facebook's dialog, and when this user agreed to it. */
export const GET = route({
  async run({ viewer }) {
    return json(await getConsent(await services(), viewer));
  },
});

/** The user agrees to the wording that they have seen. */
export const POST = route({
  limit: "write",
  body: z.strictObject({ text_version: z.string().max(100) }),
  async run({ viewer, body }) {
    const given = await giveConsent(await services(), viewer, {
      textVersion: body.text_version,
      locale: await getLocale(),
    });
    if (given.outcome === "outdated") {
      return problem(409, "consent_outdated", "The text has changed. Read it again.");
    }
    return json(given.consent, given.outcome === "given" ? 201 : 200);
  },
});
