import { Agent, request } from "node:http";
import { z } from "zod";

const bubbleSchema = z.object({
  mid: z.string(),
  from: z.enum(["customer", "page"]),
  at: z.number(),
  metadata: z.string().nullable(),
  acknowledged: z.boolean(),
});
const storedSchema = z.object({
  direction: z.enum(["inbound", "outbound"]),
  external_msg_id: z.string(),
});
const verdictSchema = z.object({
  threads: z.array(
    z.object({ account_id: z.string(), person_id: z.string(), bubbles: z.array(bubbleSchema) }),
  ),
  voice_agent: z.object({
    conversations: z.array(z.object({ messages: z.array(storedSchema) })),
  }),
});
const crowdSchema = z.object({ all_written: z.boolean() });
const deliveriesSchema = z.object({
  pending: z.number(),
  statuses: z.record(z.string(), z.number()),
  slowest_ms: z.number().nullable(),
});
const hitsSchema = z.object({ hits: z.record(z.string(), z.number()) });

export type SandboxControl = ReturnType<typeof createSandboxControl>;

/** The sandbox's control API, as far as the fault tests use it (sandbox/README.md). */
export function createSandboxControl(sandboxUrl: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const call = (method: string, path: string, body?: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const sent = request(`${sandboxUrl}/control/${path}`, { method, agent }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        answer.on("error", reject);
        answer.on("end", () => {
          if (answer.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`/control/${path} answered ${answer.statusCode}: ${text}`));
        });
      });
      sent.on("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  let hitsBefore = 0;

  return {
    call,
    write: async (message: Record<string, unknown>) =>
      z.object({ mid: z.string() }).parse(await call("POST", "messages", message)),
    /** The page writes by another way than ours. */
    echo: async (message: Record<string, unknown>) =>
      z.object({ mid: z.string() }).parse(await call("POST", "echo", message)),
    startCrowd: async (crowd: Record<string, unknown>) =>
      z.object({ run_id: z.string() }).parse(await call("POST", "crowd", crowd)).run_id,
    isWritten: async (runId: string) =>
      crowdSchema.parse(await call("GET", `crowd/${runId}`)).all_written,
    readVerdict: async () => verdictSchema.parse(await call("GET", "verdict")),
    readDeliveries: async () => deliveriesSchema.parse(await call("GET", "deliveries")),
    set: (settings: Record<string, unknown>) => call("POST", "settings", settings),
    /** Spoils calls until `unspoil`. */
    spoil: (fault: Record<string, unknown>) => call("POST", "faults", fault),
    /** How many calls were spoilt since the last time. */
    unspoil: async () => {
      const { hits } = hitsSchema.parse(await call("DELETE", "faults"));
      const all = Object.values(hits).reduce((sum, count) => sum + count, 0);
      const since = all - hitsBefore;
      hitsBefore = all;
      return since;
    },
    close: () => agent.destroy(),
  };
}
