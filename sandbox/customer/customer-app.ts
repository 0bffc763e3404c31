import { type Context, Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { z } from "zod";
import { playEvent } from "#sandbox/control/play-event.ts";
import { readBody } from "#sandbox/control/read-body.ts";
import { findThread } from "#sandbox/control/write-as-customer.ts";
import { customerReads } from "#sandbox/meta/customer-reads.ts";
import { customerWrites } from "#sandbox/meta/customer-writes.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Thread } from "#sandbox/state/threads.ts";
import { findAccount, world } from "#sandbox/world.ts";
import { customerPage } from "./customer-page.ts";
import { listChannels, viewThread } from "./view-model.ts";

const messageSchema = z.strictObject({
  account: z.string(),
  person: z.string(),
  text: z.string().trim().min(1).max(2000),
});

/** One of the control API's events; what else it needs is checked there. */
const eventSchema = z.looseObject({ account: z.string(), person: z.string() });

/** The page on which you are the customer. */
export function createCustomerApp(sandbox: Sandbox): Hono {
  const app = new Hono();
  app.get("/", (c) =>
    c.html(
      customerPage({
        channels: listChannels(sandbox),
        people: world.people,
        account: c.req.query("account") ?? null,
        person: c.req.query("person") ?? null,
      }),
    ),
  );
  app.post("/messages", async (c) => {
    const { account, person, text } = readBody(messageSchema, await c.req.text());
    const thread = findThread(sandbox, { account_id: account, person });
    return c.json({ mid: customerWrites(sandbox, thread, { text }).bubble.mid });
  });
  app.post("/events", async (c) => {
    const { account, ...event } = readBody(eventSchema, await c.req.text());
    const body = JSON.stringify({ account_id: account, ...event });
    return c.json(await playEvent(sandbox, new URL(c.req.url).origin, body));
  });
  app.get("/events", (c) => streamSSE(c, (stream) => streamThread(sandbox, c, stream)));
  return app;
}

const keepAliveMs = 15_000;

async function streamThread(sandbox: Sandbox, c: Context, stream: SSEStreamingApi) {
  const show = watchThread(sandbox, c, stream);
  sandbox.changes.on("change", show.onChange);
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  stream.onAbort(resolve);
  const keepAlive = setInterval(() => void stream.write(": still here\n\n"), keepAliveMs);
  show.onChange();
  await gone;
  clearInterval(keepAlive);
  sandbox.changes.off("change", show.onChange);
  show.leave();
}

/** Sends the thread whenever it looks different, and counts as somebody reading it. */
function watchThread(sandbox: Sandbox, c: Context, stream: SSEStreamingApi) {
  const account = c.req.query("account") ?? "";
  const person = c.req.query("person") ?? "";
  let shown = "";
  let watched: Thread | null = null;
  const leave = () => {
    if (watched) watched.viewers -= 1;
    watched = null;
  };
  const onChange = () => {
    const thread = findAccount(account)
      ? findThread(sandbox, { account_id: account, person })
      : null;
    // After a reset the same choice is another thread.
    if (thread !== watched) {
      leave();
      if (thread) thread.viewers += 1;
      watched = thread;
      if (thread) customerReads(sandbox, thread);
    }
    const view = JSON.stringify(viewThread(sandbox, thread));
    if (view === shown) return;
    shown = view;
    void stream.writeSSE({ data: view });
  };
  return { onChange, leave };
}
