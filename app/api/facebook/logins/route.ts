import { route } from "#app/api/_route.ts";
import { listLogins } from "#lib/accounts/list-logins.ts";
import { json } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const GET = route({
  async run({ viewer }) {
    return json({ logins: await listLogins(await services(), viewer) });
  },
});
