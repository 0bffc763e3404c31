import { randomUUID } from "node:crypto";
import type { Channel } from "#db/schema/channels.ts";
import type { Env } from "#lib/env.ts";
import { createVoiceAgentClient } from "#lib/voice-agent/client.ts";
import { VoiceAgentError } from "#lib/voice-agent/errors.ts";
import { bad, codeOf, type Finding, type Findings, ok } from "./finding.ts";

const TIMEOUT_MS = 15_000;

/** Whether dm-voice-agent is there and takes both tokens, as far as calls show that store nothing. */
export async function* checkVoiceAgent(settings: Env, channels: readonly Channel[]): Findings {
  const client = createVoiceAgentClient({
    url: settings.VOICE_AGENT_API_URL,
    apiToken: settings.VOICE_AGENT_API_TOKEN,
    internalToken: settings.VOICE_AGENT_INTERNAL_TOKEN,
    tenantId: settings.VOICE_AGENT_TENANT_ID,
    workspaceId: settings.VOICE_AGENT_WORKSPACE_ID,
    timeoutMs: TIMEOUT_MS,
    generateTimeoutMs: TIMEOUT_MS,
  });
  const channelId = channels.find((each) => each.channelId !== null)?.channelId ?? randomUUID();
  yield judge(
    "VOICE_AGENT_API_TOKEN",
    await failureOf(client.readHistory({ channelId, externalUserId: "doctor" })),
  );
  yield judge("VOICE_AGENT_INTERNAL_TOKEN", await failureOf(client.storeNothing()));
}

async function failureOf(call: Promise<unknown>): Promise<VoiceAgentError | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (error instanceof VoiceAgentError) return error;
    throw error;
  }
}

/** Whoever refuses what was asked has accepted who asked. */
function judge(token: string, failure: VoiceAgentError | null): Finding {
  const what = "dm-voice-agent";
  if (failure === null || failure.class === "refused")
    return ok(what, `answers and accepts ${token}`);
  if (failure.class === "unauthorized") {
    return bad(
      what,
      `refuses ${token}`,
      `Get a new one from dm-voice-agent, set ${token}, and restart.`,
    );
  }
  return bad(
    what,
    `gave no usable answer (${codeOf(failure)})`,
    "Check VOICE_AGENT_API_URL, and that the platform is up. Messages wait meanwhile.",
  );
}
