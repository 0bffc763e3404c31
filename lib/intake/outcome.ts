import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import type { WebhookEvent } from "#db/schema/webhook-events.ts";
import type { VoiceAgentClient } from "#lib/voice-agent/client.ts";

export type HandlerNeeds = {
  db: Db;
  boss: PgBoss;
  voiceAgent: VoiceAgentClient;
  /** Our app's id at Meta, which echoes of our own messages carry. */
  settings: { FACEBOOK_APP_ID: string };
};

/** What became of an event. */
export type Outcome =
  | {
      status: "processed";
      conversationId: string | null;
      /** The message that the agent should answer now. */
      toAnswer: string | null;
    }
  | { status: "ignored"; why: string };

export type Handler = (event: WebhookEvent, needs: HandlerNeeds) => Promise<Outcome>;
