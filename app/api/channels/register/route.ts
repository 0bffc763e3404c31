import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { registrationSchema } from "#lib/forms/channels.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const POST = route({
  limit: "write",
  body: registrationSchema.extend({ page_name: z.string().max(500).optional() }).strict(),
  async run({ viewer, body: { platform, page_id } }) {
    const result = await registerChannel(await services(), viewer, { platform, page_id });
    switch (result.outcome) {
      case "created":
        return json({ channel: result.channel }, 201);
      case "existing":
        return json({ channel: result.channel });
      case "held_elsewhere":
        return problem(409, "page_already_connected", "Another company serves this page already.");
      case "page_not_found":
        return problem(404, "page_not_found", "The connected Facebook account has no such page.");
      case "not_connectable":
        return problem(409, "page_not_connectable", "This login may not answer messages there.");
    }
  },
});
