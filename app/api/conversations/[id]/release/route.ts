import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { handBack } from "#lib/conversations/take-over.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

/** The agent answers again, from the customer's next message on. */
export const POST = route({
  limit: "write",
  params: z.object({ id: z.uuid() }),
  async run({ viewer, params: { id } }) {
    const conversation = await handBack(await services(), viewer, id);
    if (conversation === null) return problem(404, "not_found", "There is no such conversation.");
    return json({ conversation });
  },
});
