import { z } from "zod";
import { mediaAnswer } from "#app/api/_media-answer.ts";
import { route } from "#app/api/_route.ts";
import { openPicture } from "#lib/media/open-media.ts";
import { services } from "#lib/services.ts";

/** The customer's profile picture, straight from Meta. */
export const GET = route({
  params: z.object({ id: z.uuid() }),
  async run({ request, viewer, params }) {
    const asked = { conversationId: params.id, range: null, signal: request.signal };
    return mediaAnswer(await openPicture(await services(), viewer, asked));
  },
});
