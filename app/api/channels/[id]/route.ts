import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { changeSettings } from "#lib/channels/change-channel.ts";
import { disconnectChannel } from "#lib/channels/disconnect-channel.ts";
import { pauseChannel } from "#lib/channels/pause-channel.ts";
import { json, problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";
import { readChannel } from "./read-channel.ts";

const params = z.object({ id: z.uuid() });
const notFound = () => problem(404, "not_found", "There is no such channel.");

export const GET = route({
  params,
  async run({ viewer, params: { id } }) {
    return (await readChannel(await services(), viewer, id)) ?? notFound();
  },
});

export const DELETE = route({
  limit: "write",
  params,
  async run({ viewer, params }) {
    const channel = await disconnectChannel(await services(), viewer, params);
    return channel === null ? notFound() : json({ channel });
  },
});

export const PATCH = route({
  params,
  body: z
    .strictObject({
      ai_enabled: z.boolean().optional(),
      pause_on_page_answer: z.boolean().optional(),
      /** Stops sending, or lets it go on. */
      status: z.enum(["active", "paused"]).optional(),
    })
    .refine((body) => Object.keys(body).length > 0, "must change something"),
  async run({ viewer, params: { id }, body: { status, ...settings } }) {
    const needs = await services();
    if (status !== undefined) {
      const paused = await pauseChannel(needs, viewer, { id, isPaused: status === "paused" });
      if (paused === null) return notFound();
      if (paused === "refused") {
        return problem(409, "not_in_this_state", "The channel is in no state for this change.");
      }
      if (Object.keys(settings).length === 0) return json({ channel: paused });
    }
    const channel = await changeSettings(needs, viewer, { id, ...settings });
    return channel === null ? notFound() : json({ channel });
  },
});
