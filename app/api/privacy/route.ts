import { route } from "#app/api/_route.ts";
import { privacyChangeSchema } from "#lib/forms/retention.ts";
import { json } from "#lib/http/problem.ts";
import { changePrivacySettings, readPrivacy } from "#lib/retention/privacy-settings.ts";
import { services } from "#lib/services.ts";

export const GET = route({
  async run({ viewer }) {
    return json(await readPrivacy(await services(), viewer));
  },
});

export const PATCH = route({
  limit: "write",
  body: privacyChangeSchema,
  async run({ viewer, body }) {
    return json(await changePrivacySettings(await services(), viewer, body));
  },
});
