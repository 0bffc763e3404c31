import type { Db } from "#db/client.ts";
import type { TokenBox } from "#lib/crypto/token-box.ts";
import type { AttachmentType } from "#lib/forms/outgoing-content.ts";
import { attachmentTypeOf, UPLOAD_BYTES_MAX } from "#lib/forms/upload-types.ts";
import { MetaError } from "#lib/meta/errors.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { uploadAttachment } from "#lib/meta/send.ts";
import { findPageOf, type Voiceless } from "./page-of.ts";

type Uploaded = { attachment_id: string; type: AttachmentType };
type Refusal =
  | { refused: "not_found" | Voiceless | "type_not_taken" | "not_taken_by_meta" }
  | { refused: "file_too_large"; bytesMax: number };

/**
 * Gives a teammate's file to Meta, to be sent with an answer by its id within 90 days.
 *
 * @throws {AppError}
 */
export async function uploadFile(
  needs: { db: Db; tokenBox: TokenBox; graph: GraphClient },
  { tenantId }: { tenantId: string },
  { conversation_id, file }: { conversation_id: string; file: File },
): Promise<Uploaded | Refusal> {
  const page = await findPageOf(needs, { tenantId, conversationId: conversation_id });
  if (typeof page === "string") return { refused: page };
  const { platform } = page.channel;
  const type = attachmentTypeOf(file.type, platform);
  if (type === null) return { refused: "type_not_taken" };
  const bytesMax = UPLOAD_BYTES_MAX[type];
  if (file.size > bytesMax) return { refused: "file_too_large", bytesMax };
  try {
    const { pageId, pageToken } = page;
    const upload = { type, file, name: file.name };
    const id = await uploadAttachment(needs.graph, { pageId, pageToken, platform }, upload);
    return { attachment_id: id, type };
  } catch (error) {
    if (error instanceof MetaError && error.kind === "refused") {
      return { refused: "not_taken_by_meta" };
    }
    throw error;
  }
}
