import {
  announceConnectNews,
  CONNECT_WINDOW,
  isConnectReceipt,
  openConnectChannel,
  ownOpener,
} from "#app/_ui/connect-news.ts";
import type { ConnectNews } from "#lib/forms/views.ts";

const receiptMs = 1_000;

/**
 * Tells the page that opened this window.
 *
 * @returns whether there is such a page. Facebook cuts `window.opener` and may clear the window's
 * name, so the last resort is that the page answers.
 */
export async function tellOpener(news: ConnectNews): Promise<boolean> {
  const channel = openConnectChannel();
  const receipt = new Promise<boolean>((resolve) => {
    if (channel !== null) {
      channel.onmessage = ({ data }) => {
        if (isConnectReceipt(data)) resolve(true);
      };
    }
    setTimeout(resolve, receiptMs, false);
  });
  announceConnectNews(news, channel);
  const isPopup = ownOpener() !== null || window.name === CONNECT_WINDOW || (await receipt);
  channel?.close();
  return isPopup;
}
