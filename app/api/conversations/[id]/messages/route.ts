import { z } from "zod";
import { readListQuery } from "#app/api/_list-query.ts";
import { route } from "#app/api/_route.ts";
import { listMessages } from "#lib/conversations/list-messages.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const GET = route({
  params: z.object({ id: z.uuid() }),
  async run({ viewer, params, query }) {
    const list = readListQuery(query);
    if (list === null) return problem(400, "invalid_query", "cursor or limit is not valid.");
    const page = await listMessages(await services(), viewer, {
      conversation_id: params.id,
      ...list,
    });
    return page === null ? problem(404, "not_found", "There is no such conversation.") : json(page);
  },
});
