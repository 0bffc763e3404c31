import type { ConnectedPage } from "./connect-facebook.ts";
import type { CookieClient } from "./cookie-client.ts";
import { type DemoChannel, registerChannel } from "./register-channel.ts";

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
    await registerChannel(client, "facebook", first),
    await registerChannel(client, "facebook", second),
    await registerChannel(client, "instagram", withInstagram),
  ];
}

/** The second one with a name beyond ASCII, if there is one. */
function choosePages([first, ...others]: ConnectedPage[]) {
  const foreign = others.find(({ page_name }) => /\p{Script=Cyrillic}/u.test(page_name));
  return [first, foreign ?? others[0]];
}
