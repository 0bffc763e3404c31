import { expect, test, vi } from "vitest";
import { eventStream } from "./event-stream.ts";

test("sends each value as a line of data until it is closed", async () => {
  const ended = vi.fn();
  const response = eventStream(new AbortController().signal, ({ send, close }) => {
    send({ type: "resync" });
    setTimeout(close);
    return ended;
  });
  expect(await response.text()).toBe('data: {"type":"resync"}\n\nretry: 2000\n\n');
  expect(ended).toHaveBeenCalledOnce();
});

test("a client that does not read is cut off, and nothing more is kept for it", async () => {
  const ended = vi.fn();
  let send: (value: unknown) => void = () => {};
  const response = eventStream(new AbortController().signal, (stream) => {
    send = stream.send;
    return ended;
  });
  for (let at = 0; at < 250; at += 1) send("x".repeat(1_000));
  expect(ended).not.toHaveBeenCalled();
  for (let at = 0; at < 250; at += 1) send("x".repeat(1_000));
  expect(ended).toHaveBeenCalledOnce();
  await expect(response.text()).rejects.toThrow("too slowly");
});

test.each([
  ["the request is aborted", (request: AbortController) => request.abort()],
  ["the answer is cancelled", (_: AbortController, answer: Response) => answer.body?.cancel()],
])("it ends when %s", async (_when, stop) => {
  const ended = vi.fn();
  const request = new AbortController();
  const response = eventStream(request.signal, () => ended);
  await stop(request, response);
  expect(ended).toHaveBeenCalledOnce();
});
