import { route } from "#app/api/_route.ts";
import { replayEvents } from "#lib/events/replay-events.ts";
import { bulkReplaySchema } from "#lib/forms/attention.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const POST = route({
  limit: "write",
  body: bulkReplaySchema,
  async run({ viewer, body }) {
    if (viewer.role !== "admin") return problem(403, "forbidden", "Only admins replay in bulk.");
    const { replayed, more } = await replayEvents(await services(), viewer, body);
    return json({ replayed, more });
  },
});
