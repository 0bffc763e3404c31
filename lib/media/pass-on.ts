import { HEAD_BYTES } from "./file-type.ts";

type Chunks = AsyncIterator<Uint8Array>;

/** The first chunks of a body, as many as it takes to tell a file's type; fewer when it ends before. */
export async function readHead(chunks: Chunks): Promise<Uint8Array> {
  const head: Uint8Array[] = [];
  for (let size = 0; size < HEAD_BYTES; ) {
    const next = await chunks.next();
    if (next.done) break;
    head.push(next.value);
    size += next.value.length;
  }
  return Buffer.concat(head);
}

type Passed = {
  head: Uint8Array;
  chunks: Chunks;
  bytesMax: number;
  /** Called once when it does not end well: too many bytes, a lost connection, a client who left. */
  onCut(error: unknown): void;
};

/** Passes a body on as fast as it is read. What is cut breaks off, so that nobody takes it for whole. */
export function passOn({ head, chunks, bytesMax, onCut }: Passed): ReadableStream<Uint8Array> {
  let bytes = head.length;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (head.length > 0) controller.enqueue(head);
      },
      async pull(controller) {
        try {
          const next = await chunks.next();
          if (next.done) return controller.close();
          bytes += next.value.length;
          if (bytes > bytesMax) throw new RangeError("The file is too large");
          controller.enqueue(next.value);
        } catch (error) {
          onCut(error);
          // Next takes this name for an end that is none of its concern.
          controller.error(new DOMException("The file broke off", "AbortError"));
        }
      },
      cancel: (reason) => onCut(reason),
    },
    { highWaterMark: 0 },
  );
}
