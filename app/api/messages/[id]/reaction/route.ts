import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { reactionSchema } from "#lib/forms/reactions.ts";
import { json, problem } from "#lib/http/problem.ts";
import { react } from "#lib/replies/react.ts";
import { services } from "#lib/services.ts";

const REFUSALS = {
  channel_disconnected: "The channel is disconnected. Connect it again first.",
  channel_paused: "Sending is paused in the channel or for the whole company. Resume it first.",
  outside_window: "The customer's last message is too old for a reaction.",
  refused: "Meta does not take a reaction to this message.",
};

export const POST = route({
  limit: "write",
  params: z.object({ id: z.uuid() }),
  body: reactionSchema,
  async run({ viewer, params: { id }, body: { reaction } }) {
    const outcome = await react(await services(), viewer, { message_id: id, reaction });
    if (outcome === "not_found") {
      return problem(404, outcome, "There is no such message of a customer.");
    }
    if (outcome !== "done") return problem(409, outcome, REFUSALS[outcome]);
    return json({ reaction });
  },
});
