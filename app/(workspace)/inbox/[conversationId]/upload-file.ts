import { problemCode } from "#app/_ui/get-json.ts";
import type { AttachmentType } from "#lib/forms/outgoing-content.ts";

/** A file that Meta has, as an answer names it. */
export type UploadedFile = { type: AttachmentType; attachment_id: string };

/** Gives a file to Meta; what it is there, or the code of what went wrong. `fetch` tells no progress. */
export function uploadFile(
  { conversationId, file }: { conversationId: string; file: File },
  onProgress: (done: number) => void,
): Promise<UploadedFile | string> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/conversations/${encodeURIComponent(conversationId)}/attachments`);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onerror = () => resolve("network");
    request.onload = () => resolve(readAnswer(request));
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}

function readAnswer({ status, response }: XMLHttpRequest): UploadedFile | string {
  const body: unknown = response;
  if (status === 201 && typeof body === "object" && body !== null && "attachment_id" in body) {
    return body as UploadedFile;
  }
  return status === 422 ? "file_refused" : (problemCode(body) ?? `http_${status}`);
}
