import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { daysSchema } from "#lib/forms/retention.ts";
import { json, problem } from "#lib/http/problem.ts";
import { previewRetention } from "#lib/retention/privacy-settings.ts";
import { services } from "#lib/services.ts";

const days = z.coerce.number().pipe(daysSchema);
const querySchema = z.object({ events: days, messages: days, audit: days });

/** What would be deleted if it were kept for so many days; deletes nothing. */
export const GET = route({
  limit: "write",
  async run({ viewer, query }) {
    const wanted = querySchema.safeParse(Object.fromEntries(query));
    if (!wanted.success) {
      return problem(400, "invalid_query", "events, messages and audit are days, 1 to 3650.");
    }
    const counts = await previewRetention(await services(), viewer, wanted.data);
    return json({ counts });
  },
});
