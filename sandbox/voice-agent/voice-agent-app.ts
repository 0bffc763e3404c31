import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { recordCalls } from "#sandbox/calls/record-calls.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import { answerHistory } from "./answer.ts";
import { eraseContact, eraseSchema } from "./erase-contact.ts";
import { readHistory } from "./read-history.ts";
import { parseOrRefuse, Refusal } from "./refusal.ts";
import { generateSchema, historyQuerySchema } from "./schemas.ts";
import { changeChannel, storeChannel } from "./store-channel.ts";
import { storeMessage } from "./store-message.ts";

type VoiceEnv = { Bindings: Partial<HttpBindings> };

/** dm-voice-agent: the four calls that are known of it, and two that it may have. */
export function createVoiceAgentApp(sandbox: Sandbox): Hono<VoiceEnv> {
  const app = new Hono<VoiceEnv>();
  const { apiToken, internalToken } = sandbox.config.voiceAgent;
  app.use(recordCalls(sandbox, "voice-agent"));
  app.post("/v1/channels", async (c) => {
    checkBearer(c, apiToken);
    return c.json({ data: storeChannel(sandbox, await readJson(c), idempotencyKeyOf(c)) }, 201);
  });
  app.post("/v1/internal/messages", async (c) => {
    checkBearer(c, internalToken);
    return c.json({ data: storeMessage(sandbox, await readJson(c), idempotencyKeyOf(c)) }, 201);
  });
  app.get("/v1/messages/conversation", (c) => {
    checkBearer(c, apiToken);
    const query = parseOrRefuse(historyQuerySchema, c.req.query());
    return c.json({ data: { messages: readHistory(sandbox, query) } });
  });
  app.post("/v1/agents/:agentId/generate", async (c) => {
    checkBearer(c, apiToken);
    idempotencyKeyOf(c);
    if (!sandbox.voiceAgent.agents.has(c.req.param("agentId"))) {
      throw new Refusal(404, `Agent ${c.req.param("agentId")} does not exist`);
    }
    const body = parseOrRefuse(generateSchema, await readJson(c));
    sandbox.voiceAgent.generateCalls += 1;
    await sleep(sandbox.settings.agent_latency_ms);
    return c.json({
      message_text: answerHistory(body.conversation_history),
      model: "shop-rules-1",
    });
  });
  app.patch("/v1/channels/:channelId", async (c) => {
    if (sandbox.settings.channel_update !== "works")
      return missing(c, sandbox.settings.channel_update);
    checkBearer(c, apiToken);
    return c.json({ data: changeChannel(sandbox, c.req.param("channelId"), await readJson(c)) });
  });
  for (const path of ["/v1/contacts/:userId", "/v1/channels/:channelId/contacts/:userId"]) {
    app.delete(path, (c) => {
      if (sandbox.settings.contact_erase !== "works")
        return missing(c, sandbox.settings.contact_erase);
      checkBearer(c, apiToken);
      const query = { ...c.req.query(), ...c.req.param() };
      return c.json({ data: eraseContact(sandbox, parseOrRefuse(eraseSchema, query)) });
    });
  }
  app.notFound((c) =>
    c.json({ error: { message: `No route ${c.req.method} ${c.req.path}` } }, 404),
  );
  app.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error;
    return c.json({ error: { message: error.message, fields: error.fields } }, error.status);
  });
  return app;
}

/** As a platform answers that has no such call. */
function missing(c: Context, status: "404" | "405") {
  return c.json(
    { error: { message: `No route ${c.req.method} ${c.req.path}` } },
    status === "404" ? 404 : 405,
  );
}

function checkBearer(c: Context, token: string): void {
  if (c.req.header("authorization") === `Bearer ${token}`) return;
  throw new Refusal(401, "The bearer token is missing or not the one for this call");
}

function idempotencyKeyOf(c: Context): string {
  const key = c.req.header("idempotency-key");
  if (key) return key;
  throw new Refusal(400, "The header Idempotency-Key is missing");
}

async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    throw new Refusal(422, "The body is not JSON", { body: "must be JSON" });
  }
}
