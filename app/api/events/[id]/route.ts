import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { getEvent } from "#lib/events/get-event.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const GET = route({
  params: z.object({ id: z.uuid() }),
  async run({ viewer, params: { id } }) {
    if (viewer.role !== "admin") return problem(403, "forbidden", "Only admins see what was sent.");
    const event = await getEvent(await services(), viewer, id);
    return event === null ? problem(404, "not_found", "There is no such event.") : json({ event });
  },
});
