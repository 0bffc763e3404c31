import { route } from "#app/api/_route.ts";
import { listEvents } from "#lib/events/list-events.ts";
import { eventQuerySchema } from "#lib/forms/attention.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const GET = route({
  async run({ viewer, query }) {
    const wish = eventQuerySchema.safeParse(Object.fromEntries(query));
    if (!wish.success) return problem(400, "invalid_query", "A filter or the cursor is not valid.");
    return json(await listEvents(await services(), viewer, wish.data));
  },
});
