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

/** Two pages and one Instagram account, which belongs to a third page where there is one. */
export async function registerChannels(
  client: CookieClient,
  pages: ConnectedPage[],
): Promise<DemoChannel[]> {
  const [first, second] = choosePages(pages);
  const withInstagram =
    pages.find((page) => page.instagram_account !== null && page !== first && page !== second) ??
    pages.find((page) => page.instagram_account !== null);
  if (!first || !second || !withInstagram) {
    throw new Error(
      `Two pages and an Instagram account were expected, ${pages.length} pages came.`,
    );
  }
  return [
    await register(client, "facebook", first),
    await register(client, "facebook", second),
    await register(client, "instagram", withInstagram),
  ];
}

/** The second one with a name beyond ASCII, if there is one. */
function choosePages([first, ...others]: ConnectedPage[]) {
  const foreign = others.find(({ page_name }) => /\p{Script=Cyrillic}/u.test(page_name));
  return [first, foreign ?? others[0]];
}

async function register(
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
