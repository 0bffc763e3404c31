import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { sendTest } from "#lib/conversations/send-test.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

/** Writes to the customer who wrote last, to see whether the channel works. */
export const POST = route({
  limit: "write",
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({
    text: z.string().trim().min(1).max(500),
    client_id: z.uuid(),
  }),
  async run({ viewer, params: { id }, body }) {
    const outcome = await sendTest(await services(), viewer, { id, ...body });
    if (outcome.status !== "refused") return json({ message: outcome.message }, 201);
    if (outcome.code === "not_found") {
      return problem(404, "not_found", "Nobody wrote in this channel within the last 24 hours.");
    }
    return problem(409, outcome.code, "The message cannot be sent now.");
  },
});
