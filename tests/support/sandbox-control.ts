import { z } from "zod";

/** The sandbox's control API, as far as the tests use it (sandbox/README.md). */
export function controlOf(sandboxUrl: string) {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${sandboxUrl}/control/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    if (!response.ok) throw new Error(`${method} /control/${path}: ${await response.text()}`);
    return response.json();
  };

  let guests = 1_000;

  return {
    /** The id of a customer of an account's whom no other call got. */
    async somebody(accountId: string): Promise<string> {
      guests += 1;
      const rows = await call("GET", `guests?account_id=${accountId}&count=${guests}`);
      const last = z.array(guest).parse(rows).at(-1);
      if (last === undefined) throw new Error("The sandbox has nobody");
      return last.person_id;
    },
    /** How often faults of a kind have hit, by "server kind". */
    faultHits: async () => verdict.parse(await call("GET", "verdict")).faults,
    /** Any other call that changes something. */
    tell: (path: string, body: Record<string, unknown>) => call("POST", path, body),
    set: (settings: Record<string, unknown>) => call("POST", "settings", settings),
    fault: (fault: Record<string, unknown>) => call("POST", "faults", fault),
    clearFaults: () => call("DELETE", "faults"),
    deliver: async (delivery: Record<string, unknown>) =>
      z
        .array(z.looseObject({ status: z.number(), ms: z.number() }))
        .parse(await call("POST", "deliver", delivery)),
    log: async (query = "") => z.array(logEntry).parse(await call("GET", `log${query}`)),
    voiceAgent: async () => voiceAgentState.parse(await call("GET", "voice-agent")),
    state: () => call("GET", "state"),
  };
}

const guest = z.looseObject({ person_id: z.string() });

const verdict = z.looseObject({ faults: z.record(z.string(), z.number()) });

const logEntry = z.looseObject({
  seq: z.number(),
  at: z.number(),
  server: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.number().nullable(),
});

const voiceAgentState = z.looseObject({
  channels: z.array(z.looseObject({ id: z.string() })),
  messages: z.array(
    z.looseObject({
      channel_id: z.string(),
      external_user_id: z.string(),
      direction: z.string(),
      message_text: z.string(),
      metadata_json: z.looseObject({}),
      external_msg_id: z.string(),
    }),
  ),
});
