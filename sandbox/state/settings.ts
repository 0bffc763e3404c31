import { z } from "zod";

/** What `POST /control/settings` may change; a call names only what it changes. */
export const settingsChangeSchema = z
  .object({
    coop: z.enum(["same-origin", "unsafe-none"]),
    require_appsecret_proof: z.boolean(),
    duplicate_deliveries: z.number().int().min(0).max(100),
    reorder_deliveries: z.boolean(),
    webhooks_paused: z.boolean(),
    webhooks_dropped: z.boolean(),
    agent_latency_ms: z.number().int().min(0).max(120_000),
    auto_read: z.boolean(),
    usage: z
      .object({
        app: z.record(z.string(), z.number()),
        business: z.record(z.string(), z.union([z.string(), z.number()])),
      })
      .partial(),
  })
  .partial()
  .strict();

export type Settings = {
  coop: "same-origin" | "unsafe-none";
  require_appsecret_proof: boolean;
  /** Extra copies of every delivery. */
  duplicate_deliveries: number;
  reorder_deliveries: boolean;
  /** Deliveries wait until this is false again. */
  webhooks_paused: boolean;
  /** Events that happen now are never delivered, as after an outage at Meta. */
  webhooks_dropped: boolean;
  agent_latency_ms: number;
  /** Customers read every answer, whether or not their page is open. */
  auto_read: boolean;
  usage: { app: Record<string, number>; business: Record<string, string | number> };
};

export function createSettings(): Settings {
  return {
    coop: "same-origin",
    require_appsecret_proof: false,
    duplicate_deliveries: 0,
    reorder_deliveries: false,
    webhooks_paused: false,
    webhooks_dropped: false,
    agent_latency_ms: 80,
    auto_read: false,
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
  };
}

export function changeSettings(settings: Settings, change: z.infer<typeof settingsChangeSchema>) {
  const { usage, ...rest } = change;
  Object.assign(settings, rest);
  if (usage?.app) settings.usage.app = usage.app;
  if (usage?.business) Object.assign(settings.usage.business, usage.business);
}
