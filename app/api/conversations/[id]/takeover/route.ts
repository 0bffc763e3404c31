import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { takeOver } from "#lib/conversations/take-over.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

/** A teammate talks with the customer from now on. */
export const POST = route({
  limit: "write",
  params: z.object({ id: z.uuid() }),
  async run({ viewer, params: { id } }) {
    const conversation = await takeOver(await services(), viewer, id);
    if (conversation === null) return problem(404, "not_found", "There is no such conversation.");
    return json({ conversation });
  },
});
