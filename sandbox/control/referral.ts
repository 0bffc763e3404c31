import type { Thread } from "#sandbox/state/threads.ts";
import type { ReferralChoice } from "./event-schema.ts";

/** Where the customer came from, as the platform tells it. */
export function referralOf(thread: Thread, choice: ReferralChoice): Record<string, unknown> {
  if (typeof choice !== "string") return choice;
  if (choice === "product") return { product: { id: "7126354" } };
  if (choice === "link") {
    const isMessenger = thread.account.platform === "messenger";
    const username = thread.account.page.instagram?.username ?? "";
    const source = isMessenger ? "SHORTLINK" : `https://ig.me/m/${username}`;
    return { ref: "autumn-letter", source, type: "OPEN_THREAD" };
  }
  return {
    ref: "autumn-ad",
    ad_id: "120209876543210987",
    source: "ADS",
    type: "OPEN_THREAD",
    ads_context_data: {
      ad_title: "Boots for the autumn",
      photo_url: "https://scontent.xx.fbcdn.net/v/boots.jpg",
      post_id: "122099887766554433",
    },
  };
}
