import { viewerOrNull } from "#app/_server.ts";
import { route } from "#app/api/_route.ts";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { eventStream } from "#lib/http/event-stream.ts";
import { services } from "#lib/services.ts";

/** Who signs out or loses the account hears no more after this. */
const SESSION_CHECK_MS = 60_000;

/** Server-sent events of the tenant: what to read again, never content. */
export const GET = route({
  async run({ viewer, request }) {
    const { live } = await services();
    return eventStream(request.signal, ({ send, close }) => {
      const unsubscribe = live.subscribe(viewer.tenantId, send);
      const check = setInterval(() => {
        void isStill(viewer).then((isSignedIn) => isSignedIn || close());
      }, SESSION_CHECK_MS);
      return () => {
        clearInterval(check);
        unsubscribe();
      };
    });
  },
});

/** Nobody is sent away because the database cannot be asked. */
async function isStill(viewer: Viewer): Promise<boolean> {
  try {
    const found = await viewerOrNull();
    return found?.userId === viewer.userId && found.tenantId === viewer.tenantId;
  } catch {
    return true;
  }
}
