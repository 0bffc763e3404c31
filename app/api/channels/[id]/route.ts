import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { changeSettings } from "#lib/channels/change-channel.ts";
import { getChannel } from "#lib/channels/get-channel.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

const params = z.object({ id: z.uuid() });
const notFound = () => problem(404, "not_found", "There is no such channel.");

export const GET = route({
  params,
  async run({ viewer, params: { id } }) {
    const channel = await getChannel(await services(), viewer, id);
    return channel === null ? notFound() : json({ channel });
  },
});

export const PATCH = route({
  params,
  body: z
    .strictObject({
      ai_enabled: z.boolean().optional(),
      pause_on_page_answer: z.boolean().optional(),
    })
    .refine((body) => Object.keys(body).length > 0, "must change something"),
  async run({ viewer, params: { id }, body }) {
    const channel = await changeSettings(await services(), viewer, { id, ...body });
    return channel === null ? notFound() : json({ channel });
  },
});
