import { Agent, request as requestHttp } from "node:http";
import { request as requestHttps, Agent as SecureAgent } from "node:https";
import { text } from "node:stream/consumers";

// Node's own client: fetch costs several times as much, and there are thousands of deliveries.
const options = { keepAlive: true, maxFreeSockets: 128 };
const plain = new Agent(options);
const secure = new SecureAgent(options);

export type Answer = { status: number | null; body: string };

/** Posts a body and reads the answer, all within the time; a status of null means no whole answer. */
export async function postBytes(
  url: URL,
  given: { body: string; headers: Record<string, string>; withinMs: number },
): Promise<Answer> {
  const isSecure = url.protocol === "https:";
  const request = (isSecure ? requestHttps : requestHttp)(url, {
    agent: isSecure ? secure : plain,
    method: "POST",
    headers: { ...given.headers, "content-length": String(Buffer.byteLength(given.body)) },
  });
  const tooLate = setTimeout(() => {
    request.destroy(new Error(`no answer within ${given.withinMs} ms`));
  }, given.withinMs);
  try {
    return await new Promise<Answer>((resolve, reject) => {
      request.on("error", reject);
      request.on("response", (response) => {
        text(response).then(
          (body) => resolve({ status: response.statusCode ?? null, body }),
          reject,
        );
      });
      request.end(given.body);
    });
  } catch (error) {
    // Refused, reset and too slow all mean the same to Meta: not delivered.
    return { status: null, body: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(tooLate);
  }
}
