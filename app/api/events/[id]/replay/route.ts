import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { replayEventsById } from "#lib/events/replay-events.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const POST = route({
  limit: "write",
  params: z.object({ id: z.uuid() }),
  async run({ viewer, params: { id } }) {
    const outcome = (await replayEventsById(await services(), viewer, [id])).get(id);
    if (outcome === "event_not_replayable") {
      return problem(409, outcome, "Only an event that failed can be replayed.");
    }
    if (outcome !== "replayed") return problem(404, "not_found", "There is no such event.");
    return json({ replayed: 1 });
  },
});
