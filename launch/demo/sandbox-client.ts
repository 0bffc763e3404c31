import { z } from "zod";
import { readAnswer } from "./read-answer.ts";

const callSchema = z.object({
  seq: z.number(),
  at: z.number(),
  server: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.number().nullable(),
  request: z.unknown(),
  response: z.unknown(),
});
const bubbleSchema = z.object({
  mid: z.string(),
  from: z.enum(["customer", "page"]),
  text: z.string(),
  at: z.number(),
});
const storedSchema = z.object({
  external_msg_id: z.string(),
  external_user_id: z.string(),
  direction: z.enum(["inbound", "outbound"]),
});
const writtenSchema = z.object({
  mid: z.string(),
  person_id: z.string(),
  note: z.string().nullable(),
});
const stateSchema = z.object({ people: z.array(z.object({ key: z.string(), name: z.string() })) });

export type SandboxCall = z.infer<typeof callSchema>;
export type Bubble = z.infer<typeof bubbleSchema>;
export type StoredMessage = z.infer<typeof storedSchema>;
export type SandboxClient = ReturnType<typeof createSandboxClient>;

/** The sandbox's control API, as much of it as the demo needs. */
export function createSandboxClient(sandboxUrl: string) {
  const get = async <T>(path: string, schema: z.ZodType<T>) =>
    await readAnswer(await fetch(`${sandboxUrl}/control${path}`), schema);
  return {
    write: async (message: { account_id: string; person: string; text: string }) => {
      const response = await fetch(`${sandboxUrl}/control/messages`, {
        method: "POST",
        body: JSON.stringify(message),
      });
      return await readAnswer(response, writtenSchema);
    },
    listBubbles: (accountId: string, person: string) =>
      get(
        `/conversations?${new URLSearchParams({ account_id: accountId, person })}`,
        z.array(bubbleSchema),
      ),
    listCalls: () => get("/log", z.array(callSchema)),
    listStored: async () =>
      (await get("/voice-agent", z.object({ messages: z.array(storedSchema) }))).messages,
    listPeople: async () => (await get("/state", stateSchema)).people,
  };
}
