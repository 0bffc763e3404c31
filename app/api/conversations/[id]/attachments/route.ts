import { z } from "zod";
import { route } from "#app/api/_route.ts";
import { json, problem } from "#lib/http/problem.ts";
import { readBody } from "#lib/http/read-body.ts";
import { uploadFile } from "#lib/replies/upload-file.ts";
import { services } from "#lib/services.ts";

const MIB = 1024 * 1024;
const FILE_MIB_MAX = 25;
/** What a form adds to its file. */
const FORM_BYTES = 64 * 1024;

const tooLarge = (mib: number) =>
  problem(413, "too_large", `The file is larger than ${mib} MiB, more than Meta takes.`);

/** A teammate's file, as `file` of a form; what comes back is sent as an answer's `attachment`. */
export const POST = route({
  limit: "write",
  params: z.object({ id: z.uuid() }),
  async run({ request, viewer, params: { id } }) {
    const file = await readFile(request);
    if (file instanceof Response) return file;
    const outcome = await uploadFile(await services(), viewer, { conversation_id: id, file });
    if (!("refused" in outcome)) return json(outcome, 201);
    switch (outcome.refused) {
      case "not_found":
        return problem(404, "not_found", "There is no such conversation.");
      case "channel_paused":
        return problem(
          409,
          outcome.refused,
          "Sending is paused in the channel or for the whole company. Resume it first.",
        );
      case "channel_disconnected":
        return problem(
          409,
          outcome.refused,
          "The channel is disconnected. Connect it again first.",
        );
      case "file_too_large":
        return tooLarge(outcome.bytesMax / MIB);
      case "type_not_taken":
        return refuse("is of a type that the platform does not take");
      case "not_taken_by_meta":
        return refuse("was refused by Meta: its content may not be what its type says");
    }
  },
});

async function readFile(request: Request): Promise<File | Response> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(type)) {
    return problem(415, "unsupported_media_type", "Send a form as multipart/form-data.");
  }
  const bytes = await readBody(request, FILE_MIB_MAX * MIB + FORM_BYTES);
  if (bytes === null) return tooLarge(FILE_MIB_MAX);
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } })
    .formData()
    .catch(() => null);
  if (form === null) return problem(400, "not_a_form", "The body is not a form.");
  const file = form.get("file");
  if (file instanceof File && file.size > 0) return file;
  return refuse("must be a file that is not empty");
}

function refuse(message: string): Response {
  const errors = [{ field: "file", message }];
  return problem(422, "invalid_fields", "The file cannot be sent.", errors);
}
