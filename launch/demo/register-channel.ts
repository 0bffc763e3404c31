import { z } from "zod";
import type { ConnectedPage } from "./connect-facebook.ts";
import type { CookieClient } from "./cookie-client.ts";
import { readAnswer } from "./read-answer.ts";

export type DemoChannel = {
  platform: "facebook" | "instagram";
  name: string;
  /** The page's or the Instagram account's id, under which customers write to it. */
  accountId: string;
};

const registeredSchema = z.object({
  channel: z.object({
    platform: z.enum(["facebook", "instagram"]),
    platform_page_id: z.string(),
    name: z.string(),
    status: z.string(),
  }),
});

/** Makes the page, or its Instagram account, a channel; throws unless it is active at once. */
export async function registerChannel(
  client: CookieClient,
  platform: DemoChannel["platform"],
  page: ConnectedPage,
): Promise<DemoChannel> {
  const response = await client.request("/api/channels/register", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ platform, page_id: page.page_id, page_name: page.page_name }),
  });
  const { channel } = await readAnswer(response, registeredSchema, [200, 201]);
  if (channel.status !== "active") {
    throw new Error(`The channel ${channel.name} is ${channel.status} instead of active.`);
  }
  return { platform, name: channel.name, accountId: channel.platform_page_id };
}
