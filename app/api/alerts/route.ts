import { readListQuery } from "#app/api/_list-query.ts";
import { route } from "#app/api/_route.ts";
import { readAlertCursor } from "#lib/alerts/cursor.ts";
import { listAlerts } from "#lib/alerts/list-alerts.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const GET = route({
  async run({ viewer, query }) {
    const list = readListQuery(query, (cursor) => readAlertCursor(cursor) !== null);
    if (list === null) return problem(400, "invalid_query", "cursor or limit is not valid.");
    return json(await listAlerts(await services(), viewer, list));
  },
});
