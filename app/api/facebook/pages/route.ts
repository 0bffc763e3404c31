import { route } from "#app/api/_route.ts";
import { listPages } from "#lib/channels/list-pages.ts";
import { json } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const GET = route({
  async run({ viewer }) {
    return json(await listPages(await services(), viewer));
  },
});
