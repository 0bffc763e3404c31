import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { requestErasure } from "#lib/contacts/request-erasure.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

/** Has the customer forgotten; the work goes on after the answer. */
export const DELETE = route({
  limit: "write",
  params: z.object({ id: z.uuid() }),
  async run({ viewer, params: { id } }) {
    const erasure = await requestErasure(await services(), viewer, id);
    if (erasure === null) return problem(404, "not_found", "There is no such conversation.");
    return json({ erasure }, 202);
  },
});
