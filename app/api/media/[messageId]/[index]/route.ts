import { z } from "zod";
import { mediaAnswer } from "#app/api/_media-answer.ts";
import { route } from "#app/api/_route.ts";
import { openAttachment } from "#lib/media/open-media.ts";
import { services } from "#lib/services.ts";

const index = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number);

/** A file of a message, straight from Meta. The client names the message, never an address. */
export const GET = route({
  params: z.object({ messageId: z.uuid(), index }),
  async run({ request, viewer, params }) {
    const asked = { ...params, range: request.headers.get("range"), signal: request.signal };
    return mediaAnswer(await openAttachment(await services(), viewer, asked));
  },
});
