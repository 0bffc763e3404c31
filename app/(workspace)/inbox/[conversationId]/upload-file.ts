import { problemCode } from "#app/_ui/get-json.ts";
import type { MessageView } from "#lib/forms/views.ts";

type Upload = { conversationId: string; clientId: string; file: File };

/** Sends a file as a message; the message, or the code of what went wrong. `fetch` tells no progress. */
export function uploadFile(
  { conversationId, clientId, file }: Upload,
  onProgress: (done: number) => void,
): Promise<MessageView | string> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/conversations/${encodeURIComponent(conversationId)}/attachments`);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onerror = () => resolve("network");
    request.onload = () => resolve(readAnswer(request));
    const form = new FormData();
    form.append("client_id", clientId);
    form.append("file", file, file.name);
    request.send(form);
  });
}

function readAnswer({ status, response }: XMLHttpRequest): MessageView | string {
  const body: unknown = response;
  const isDone = status >= 200 && status < 300;
  if (isDone && typeof body === "object" && body !== null && "message" in body) {
    return body.message as MessageView;
  }
  return problemCode(body) ?? `http_${status}`;
}
