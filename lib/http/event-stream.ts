type EventStream = {
  /** Sends a value as one `data:` line. */
  send(value: unknown): void;
  close(): void;
};

/** Proxies close a silent connection, often after 60 s. */
const HEARTBEAT_MS = 20_000;

/** An update has about 100 bytes: who left that much unread will not catch up. */
const UNREAD_BYTES_MAX = 256 * 1024;

const RECONNECT_MS = 2_000;

/**
 * Answers with server-sent events. A client that reads too slowly is cut off, and comes back, instead
 * of having its events kept in memory.
 *
 * @param begin Called once; what it returns is called when the stream is over, however it ends.
 */
export function eventStream(
  signal: AbortSignal,
  begin: (stream: EventStream) => () => void,
): Response {
  const encoder = new TextEncoder();
  let end = () => {};

  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    let isOpen = true;
    let clean = () => {};
    const write = (text: string) => {
      if (!isOpen) return;
      controller.enqueue(encoder.encode(text));
      if ((controller.desiredSize ?? 0) > 0) return;
      end();
      controller.error(new DOMException("The client reads too slowly", "AbortError"));
    };
    const heartbeat = setInterval(() => write(": alive\n\n"), HEARTBEAT_MS);
    end = () => {
      isOpen = false;
      clearInterval(heartbeat);
      clean();
      clean = () => {};
    };
    clean = begin({
      send: (value) => write(`data: ${JSON.stringify(value)}\n\n`),
      close() {
        if (!isOpen) return;
        end();
        controller.close();
      },
    });
    write(`retry: ${RECONNECT_MS}\n\n`);
    signal.addEventListener("abort", () => end());
    if (signal.aborted || !isOpen) end();
  };

  const body = new ReadableStream<Uint8Array>(
    { start, cancel: () => end() },
    new ByteLengthQueuingStrategy({ highWaterMark: UNREAD_BYTES_MAX }),
  );
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
