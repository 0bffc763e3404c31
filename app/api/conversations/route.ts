import { readListQuery } from "#app/api/_list-query.ts";
import { route } from "#app/api/_route.ts";
import { listConversations } from "#lib/conversations/list-conversations.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const GET = route({
  async run({ viewer, query }) {
    const list = readListQuery(query);
    if (list === null) return problem(400, "invalid_query", "cursor or limit is not valid.");
    return json(await listConversations(await services(), viewer, list));
  },
});
