import type { ChannelView, Platform } from "#lib/forms/views.ts";

/** What a server action answers; see `action` in app/_server.ts. */
type Answer<Data> = { ok: true; data: Data } | { ok: false; code: string };

type ConnectOutcome =
  | { outcome: "created" | "existing"; channel: ChannelView }
  | { outcome: "page_not_found" | "held_elsewhere" | "not_connectable" };

export type ConnectPage = (input: {
  platform: Platform;
  page_id: string;
}) => Promise<Answer<ConnectOutcome>>;

export type SwitchAi = (input: {
  id: string;
  ai_enabled: boolean;
}) => Promise<Answer<ChannelView | null>>;

export type AssignAgent = (input: {
  id: string;
  agent_id: string | null;
}) => Promise<Answer<ChannelView | null>>;

export type TryChannelAgain = (input: { id: string }) => Promise<Answer<ChannelView | null>>;
