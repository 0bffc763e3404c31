import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { readChannel } from "#app/api/channels/[id]/read-channel.ts";
import { problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";
import { checkChannel } from "#lib/watch/check-channel.ts";

/** Asks Meta now what it would be asked within ten minutes; answers as the channel's own address. */
export const POST = route({
  limit: "write",
  params: z.object({ id: z.uuid() }),
  async run({ viewer, params: { id } }) {
    const needs = await services();
    await checkChannel(needs, viewer, id);
    return (
      (await readChannel(needs, viewer, id)) ??
      problem(404, "not_found", "There is no such channel.")
    );
  },
});
