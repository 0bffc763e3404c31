import { route } from "#app/api/_route.ts";
import { listAttention } from "#lib/attention/list-attention.ts";
import { json } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const GET = route({
  async run({ viewer }) {
    return json(await listAttention(await services(), viewer));
  },
});
