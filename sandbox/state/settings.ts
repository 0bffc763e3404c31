import { z } from "zod";
import { users } from "#sandbox/world-users.ts";
import { limitSchema } from "./limits.ts";

const waitMs = z.number().int().min(0).max(3_600_000);

const profileSchema = z.enum(["empty", "bare", "no_profile", "no_permission", "no_consent"]);

const settingsSchema = z.strictObject({
  /** Who is logged in at Facebook, by key, when the dialog opens. */
  logged_in: z.enum(users.map(({ key }) => key)),
  coop: z.enum(["same-origin", "unsafe-none"]),
  require_appsecret_proof: z.boolean(),
  /** false: calls are logged without their bodies. */
  log_bodies: z.boolean(),

  /** Every connection is reset before the call has an effect. */
  graph_down: z.boolean(),
  voice_agent_down: z.boolean(),
  agent_latency_ms: z.number().int().min(0).max(120_000),
  /** Whether the rows of dm-voice-agent's conversations name Meta's messages. */
  history_names: z.boolean(),
  /** Whether dm-voice-agent has a call that erases a contact, and one that switches a channel off. */
  contact_erase: z.enum(["works", "404", "405"]),
  channel_update: z.enum(["works", "404", "405"]),

  /** Extra copies of every delivery. */
  duplicate_deliveries: z.number().int().min(0).max(100),
  reorder_deliveries: z.boolean(),
  /** How long after its event a delivery is sent first. */
  delay_deliveries_ms: waitMs,
  /** How long a delivery is tried again. */
  give_up_after_ms: waitMs,
  /** Deliveries wait until this is false again. */
  webhooks_paused: z.boolean(),
  /** Events that happen now are never delivered, as after an outage at Meta. */
  webhooks_dropped: z.boolean(),
  /** Customers read every answer, whether or not their page is open. */
  auto_read: z.boolean(),
  /** "Delivered" and "read" are never told. */
  receipts_dropped: z.boolean(),

  echoes_dropped: z.boolean(),
  /** On top of the usual moment. */
  echo_delay_ms: waitMs,
  /** The app's answer to the echo is awaited for up to a second before the Send API answers. */
  echo_before_answer: z.boolean(),
  /** Messenger's echoes name neither app nor metadata, as Instagram's. */
  echo_without_metadata: z.boolean(),
  /** How often each echo is sent, at the same time. */
  echo_copies: z.number().int().min(1).max(100),

  conversations_down: z.boolean(),
  /** Two calls per second and account. */
  conversations_limit: z.boolean(),
  /** How old a message is before the conversation lists it. */
  conversations_lag_ms: waitMs,

  /** How long an address of a file or of a person's picture is good. */
  media_lives_ms: z.number().int().min(0),
  /** person id, or "*" for everybody → what the app is told of their profile instead of everything. */
  profiles: z.record(z.string(), profileSchema),

  /** What is refused for calling too often: a page's sending, or everything the app does. */
  rate_limits: z.strictObject({
    page: z.record(z.string(), limitSchema).default({}),
    app: limitSchema.optional(),
  }),
  usage: z.object({
    app: z.record(z.string(), z.number()),
    business: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  /** page id → percentage of its calls that are used up, over `usage.business`. */
  usage_by_page: z.record(z.string(), z.number().min(0)),
});

export type Settings = z.infer<typeof settingsSchema>;

/** What `POST /control/settings` may change; a call names only what it changes. */
export const settingsChangeSchema = settingsSchema
  .extend({ usage: settingsSchema.shape.usage.partial() })
  .partial();

export function createSettings(): Settings {
  return {
    logged_in: "mira",
    coop: "same-origin",
    require_appsecret_proof: false,
    log_bodies: true,
    graph_down: false,
    voice_agent_down: false,
    agent_latency_ms: 80,
    history_names: true,
    contact_erase: "works",
    channel_update: "works",
    duplicate_deliveries: 0,
    reorder_deliveries: false,
    delay_deliveries_ms: 0,
    give_up_after_ms: 15 * 60_000,
    webhooks_paused: false,
    webhooks_dropped: false,
    auto_read: false,
    receipts_dropped: false,
    echoes_dropped: false,
    echo_delay_ms: 0,
    echo_before_answer: false,
    echo_without_metadata: false,
    echo_copies: 1,
    conversations_down: false,
    conversations_limit: true,
    conversations_lag_ms: 0,
    media_lives_ms: 24 * 3_600_000,
    profiles: {},
    rate_limits: { page: {} },
    usage: {
      app: { call_count: 1, total_time: 1, total_cputime: 1 },
      business: {
        type: "messenger",
        call_count: 1,
        total_cputime: 1,
        total_time: 1,
        estimated_time_to_regain_access: 0,
      },
    },
    usage_by_page: {},
  };
}

export function changeSettings(settings: Settings, change: z.infer<typeof settingsChangeSchema>) {
  const { usage, ...rest } = change;
  Object.assign(settings, rest);
  if (usage?.app) settings.usage.app = usage.app;
  if (usage?.business) Object.assign(settings.usage.business, usage.business);
}
