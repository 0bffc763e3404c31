import { route } from "#app/api/_route.ts";
import { listChannels } from "#lib/channels/list-channels.ts";
import { json } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const GET = route({
  async run({ viewer }) {
    return json({ channels: await listChannels(await services(), viewer) });
  },
});
