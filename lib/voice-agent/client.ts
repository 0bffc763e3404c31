import { createHash } from "node:crypto";
import { log } from "#lib/log.ts";
import { channelSchema, expect, generatedSchema, historySchema } from "./answers.ts";
import { call, type Platform } from "./call.ts";
import { isSuccess, VoiceAgentError } from "./errors.ts";
import { type Finding, findInHistory } from "./find-in-history.ts";

export type VoiceAgentOptions = Platform & {
  apiToken: string;
  internalToken: string;
  tenantId: string;
  workspaceId: string;
  /** An answer may take a model's time to write. */
  generateTimeoutMs: number;
  /** Where a contact is erased, with places in braces; without it nobody says how. */
  erasePath?: string | undefined;
};

export type NewVoiceAgentChannel = {
  name: string;
  type: "facebook_messenger" | "instagram_direct";
  resourceRef: string;
  config: Record<string, string>;
};

export type MessageToStore = {
  channelId: string;
  conversationId: string;
  externalUserId: string;
  direction: "inbound" | "outbound";
  /** What was said, or our words for what happened; null for a message without text. */
  text: string | null;
  externalMessageId: string;
  handledBy: "facebook_webhook" | "ai_agent" | "human_agent";
  metadata: Record<string, unknown>;
};

/** What stands in the place of a text that is not there. */
export const NO_TEXT = "[attachment]";

const HISTORY_LENGTH = 10;

export type VoiceAgentClient = ReturnType<typeof createVoiceAgentClient>;

type ContactToErase = { channelId: string; conversationId: string; externalUserId: string };

/**
 * The four calls of dm-voice-agent's contract, and what more it may have. Every one throws {@link VoiceAgentError}, or
 * `UpstreamAwayError` while the platform does not answer.
 */
export function createVoiceAgentClient(options: VoiceAgentOptions) {
  const { apiToken, internalToken, tenantId, workspaceId } = options;

  return {
    /** @returns the new channel's id. */
    async createChannel(channel: NewVoiceAgentChannel, idempotencyKey: string): Promise<string> {
      const json = {
        tenant_id: tenantId,
        workspace_id: workspaceId,
        name: channel.name,
        type: channel.type,
        provider: "meta",
        resource_ref: channel.resourceRef,
        config_json: channel.config,
        is_active: true,
      };
      const body = await call(options, {
        path: "v1/channels",
        bearer: apiToken,
        idempotencyKey,
        json,
      });
      return expect("create channel", channelSchema, body).data.id;
    },

    /**
     * Says whether a channel is in use. Not among the calls that the platform's guide names, so that
     * any answer but one that asks to come back is taken for its not having it; so is a 500, unless the
     * channel would stay switched off.
     *
     * @returns False when the platform has no such call, or no such channel.
     */
    async setChannelActive(channelId: string, isActive: boolean): Promise<boolean> {
      try {
        await call(options, {
          path: `v1/channels/${encodeURIComponent(channelId)}`,
          method: "patch",
          bearer: apiToken,
          json: { is_active: isActive },
        });
        return true;
      } catch (error) {
        const status = error instanceof VoiceAgentError ? error.status : null;
        const isMishap = isActive && status === 500;
        if (status === null || status < 400 || isMishap || COME_BACK.includes(status)) throw error;
        log.warn("channel not switched", { status });
        return false;
      }
    },

    /**
     * A 2xx means stored; the body is not needed. One that cannot be the platform's, or that broke off,
     * may be a proxy's: then `isConfirmed` is false. The platform is not known to deduplicate, so
     * after an error that `mayHaveTakenEffect` ask {@link isStored} before trying again.
     */
    async storeMessage(
      message: MessageToStore,
      idempotencyKey: string,
      { startBy }: { startBy?: number } = {},
    ): Promise<{ isConfirmed: boolean }> {
      const json = {
        tenant_id: tenantId,
        channel_id: message.channelId,
        conversation_id: message.conversationId,
        external_user_id: message.externalUserId,
        direction: message.direction,
        message_text: message.text ?? NO_TEXT,
        message_type: message.text === null ? "attachment" : "text",
        external_msg_id: message.externalMessageId,
        handled_by: message.handledBy,
        metadata_json: message.metadata,
      };
      try {
        const body = await call(options, {
          path: "v1/internal/messages",
          lane: "store",
          bearer: internalToken,
          idempotencyKey,
          json,
          ...(startBy === undefined ? {} : { startBy }),
        });
        return { isConfirmed: body !== undefined };
      } catch (error) {
        if (error instanceof VoiceAgentError && isSuccess(error.status)) {
          return { isConfirmed: false };
        }
        throw error;
      }
    },

    /** A message without anything in it, which the platform refuses once it has accepted the token. */
    storeNothing: () =>
      call(options, {
        path: "v1/internal/messages",
        bearer: internalToken,
        idempotencyKey: "nothing",
        json: {},
      }),

    /**
     * Has the platform forget a contact; one that it does not know is forgotten.
     *
     * @returns "not_configured" when nobody said how to ask for it; then nothing was asked.
     */
    async eraseContact(
      contact: ContactToErase,
      idempotencyKey: string,
    ): Promise<"erased" | "not_configured"> {
      const { erasePath } = options;
      if (erasePath === undefined) return "not_configured";
      const places: Record<string, string> = {
        external_user_id: contact.externalUserId,
        channel_id: contact.channelId,
        conversation_id: contact.conversationId,
        tenant_id: tenantId,
      };
      const path = erasePath.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(places[name] ?? ""),
      );
      // As in the rest of the contract: what is internal has a token of its own.
      const bearer = path.startsWith("/v1/internal/") ? internalToken : apiToken;
      const erase = { path: path.slice(1), name: "erase contact", method: "delete" } as const;
      try {
        await call(options, { ...erase, bearer, idempotencyKey });
      } catch (error) {
        if (!(error instanceof VoiceAgentError && error.status === NOT_FOUND)) throw error;
      }
      return "erased";
    },

    /** The newest messages of a conversation, as the platform gives them. */
    readHistory: (conversation: HistoryOf) => readHistory(options, conversation),

    /** Whether one of these ids is among the conversation's newest messages already. */
    async isStored(conversation: HistoryOf, externalIds: readonly string[]): Promise<Finding> {
      try {
        const messages = await readHistory(options, conversation);
        return findInHistory(messages, externalIds, HISTORY_LENGTH);
      } catch (error) {
        if (!(error instanceof VoiceAgentError)) throw error;
        if (error.class !== "bad-answer") throw error;
        throw new VoiceAgentError("read history", "unavailable");
      }
    },

    /**
     * Has the agent write an answer.
     *
     * @param turn.tryId Of the message to answer and its tries: with the same history the same call again.
     * @param turn.signal Ends it when it is no longer wanted, with a `CallDroppedError`.
     */
    async generate(
      agentId: string,
      turn: {
        tryId: string;
        history: readonly unknown[];
        externalUserId: string;
        signal?: AbortSignal;
      },
    ) {
      const json = { conversation_history: turn.history, user_id: turn.externalUserId };
      const question = JSON.stringify([agentId, turn.tryId, json]);
      const body = await call(options, {
        path: `v1/agents/${encodeURIComponent(agentId)}/generate`,
        lane: "generate",
        bearer: apiToken,
        idempotencyKey: createHash("sha256").update(question).digest("hex"),
        json,
        timeoutMs: options.generateTimeoutMs,
        needsJson: true,
        ...(turn.signal === undefined ? {} : { signal: turn.signal }),
      });
      const generated = expect("generate", generatedSchema, body);
      const { message_text, model, quick_replies, attachments, handover } = generated;
      return {
        text: message_text ?? "",
        model: model ?? null,
        extras: { quick_replies, attachments, handover },
      };
    },
  };
}

type HistoryOf = { channelId: string; externalUserId: string };

async function readHistory(options: VoiceAgentOptions, conversation: HistoryOf) {
  const query = new URLSearchParams({
    tenant_id: options.tenantId,
    channel_id: conversation.channelId,
    external_user_id: conversation.externalUserId,
    limit: String(HISTORY_LENGTH),
  });
  try {
    const body = await call(options, {
      path: `v1/messages/conversation?${query}`,
      bearer: options.apiToken,
      needsJson: true,
    });
    return expect("read history", historySchema, body).data.messages;
  } catch (error) {
    // A conversation of which nothing was stored yet.
    if (error instanceof VoiceAgentError && error.status === NOT_FOUND) return [];
    throw error;
  }
}

const NOT_FOUND = 404;

/** Of who is away, wants fewer calls, or does not take our token; not of who lacks a call. */
const COME_BACK = [401, 403, 408, 425, 429, 502, 503, 504];
