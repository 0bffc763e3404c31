import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { replayMessage } from "#lib/attention/replay-message.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

const REFUSALS = {
  message_not_replayable: "Only a message that was not sent can be tried again.",
  message_superseded: "The conversation went on. Sent now, the message would come too late.",
};

export const POST = route({
  limit: "write",
  params: z.object({ id: z.uuid() }),
  async run({ viewer, params: { id } }) {
    const outcome = await replayMessage(await services(), viewer, id);
    if (outcome === "not_found") return problem(404, outcome, "There is no such message.");
    if (outcome !== "replayed") return problem(409, outcome, REFUSALS[outcome]);
    return json({ replayed: 1 });
  },
});
