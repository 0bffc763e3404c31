import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { json, problem } from "#lib/http/problem.ts";
import { markSeen } from "#lib/replies/mark-seen.ts";
import { services } from "#lib/services.ts";

export const POST = route({
  limit: "write",
  params: z.object({ id: z.uuid() }),
  async run({ viewer, params: { id } }) {
    const seen = await markSeen(await services(), viewer, id);
    if (seen === null) return problem(404, "not_found", "There is no such conversation.");
    return json({ seen });
  },
});
