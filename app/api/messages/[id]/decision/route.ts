import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { decideHeld } from "#lib/attention/decide-held.ts";
import { decisionSchema } from "#lib/forms/attention.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

const REFUSALS = {
  message_settled: "It is no longer in doubt what became of the message. Read it again.",
  message_superseded: "The conversation went on. Sent now, the message would come too late.",
};

export const POST = route({
  limit: "write",
  params: z.object({ id: z.uuid() }),
  body: decisionSchema,
  async run({ viewer, params: { id }, body: { decision } }) {
    const outcome = await decideHeld(await services(), viewer, { id, decision });
    if (outcome === "not_found") return problem(404, outcome, "There is no such message.");
    if (outcome !== "done") return problem(409, outcome, REFUSALS[outcome]);
    return json({ decision });
  },
});
