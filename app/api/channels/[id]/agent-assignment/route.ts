import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { assignAgent } from "#lib/channels/change-channel.ts";
import { agentIdSchema } from "#lib/forms/channels.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const PUT = route({
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({ agent_id: agentIdSchema }),
  async run({ viewer, params: { id }, body }) {
    const channel = await assignAgent(await services(), viewer, { id, ...body });
    return channel === null
      ? problem(404, "not_found", "There is no such channel.")
      : json({ channel });
  },
});
