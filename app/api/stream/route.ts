import { route } from "#app/api/_route.ts";
import { services } from "#lib/services.ts";

/** Proxies close a silent connection, often after 60 s. */
const HEARTBEAT_MS = 20_000;

/** Server-sent events of the tenant: what to read again, never content. */
export const GET = route({
  async run({ viewer, request }) {
    const { live } = await services();
    const encoder = new TextEncoder();
    let end = () => {};
    const stream = new ReadableStream<Uint8Array>({
      async start(controller) {
        let isOpen = true;
        const write = (text: string) => {
          if (isOpen) controller.enqueue(encoder.encode(text));
        };
        const unsubscribe = await live.subscribe(viewer.tenantId, (update) =>
          write(`data: ${JSON.stringify(update)}\n\n`),
        );
        const heartbeat = setInterval(() => write(": alive\n\n"), HEARTBEAT_MS);
        end = () => {
          isOpen = false;
          clearInterval(heartbeat);
          unsubscribe();
        };
        request.signal.addEventListener("abort", end);
        if (request.signal.aborted) return end();
        write("retry: 2000\n\n");
      },
      cancel: () => end(),
    });
    return new Response(stream, {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
      },
    });
  },
});
