import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { exportContact } from "#lib/contacts/export-contact.ts";
import { toByteStream } from "#lib/http/byte-stream.ts";
import { problem } from "#lib/http/problem.ts";
import { services } from "#lib/services.ts";

/** Everything that is known of the customer, as a file. */
export const GET = route({
  limit: "write",
  params: z.object({ id: z.uuid() }),
  async run({ viewer, params: { id } }) {
    const pieces = await exportContact(await services(), viewer, id);
    if (pieces === null) return problem(404, "not_found", "There is no such conversation.");
    return new Response(toByteStream(pieces), {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="contact-${id}.json"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  },
});
