import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { pauseSending, sendingOf } from "#lib/channels/pause-channel.ts";
import { json } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

export const GET = route({
  async run({ viewer }) {
    return json(await sendingOf((await services()).db, viewer));
  },
});

/** Stops sending in all channels of the company, or lets it go on. */
export const PATCH = route({
  limit: "write",
  body: z.strictObject({ paused: z.boolean() }),
  async run({ viewer, body: { paused } }) {
    return json(await pauseSending(await services(), viewer, { isPaused: paused }));
  },
});
