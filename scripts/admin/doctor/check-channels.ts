import type { Channel } from "#db/schema/channels.ts";
import { pageTokenOf } from "#lib/channels/page-token.ts";
import { SealedTokenError, type TokenBox } from "#lib/crypto/token-box.ts";
import { MetaError } from "#lib/meta/errors.ts";
import type { GraphClient } from "#lib/meta/graph-client.ts";
import { CORE_FIELDS, readSubscription } from "#lib/meta/subscriptions.ts";
import { bad, codeOf, type Finding, type Findings, ok, warn } from "./finding.ts";

type Needs = { graph: GraphClient; tokenBox: TokenBox };

const RECONNECT = "Connect Facebook again under Settings, Channels, and confirm this channel.";

/** Each channel's token and its page's subscription, as Meta tells them now. Mends nothing. */
export async function* checkChannels(channels: readonly Channel[], needs: Needs): Findings {
  if (channels.length === 0) yield ok("channels", "none is connected yet");
  for (const channel of channels) yield await checkChannel(channel, needs);
}

async function checkChannel(channel: Channel, { graph, tokenBox }: Needs): Promise<Finding> {
  const what = `channel "${channel.name}" (${channel.platform}, ${channel.id})`;
  try {
    const pageToken = await pageTokenOf(channel, tokenBox);
    const { appId } = graph.options;
    const fields = await readSubscription(graph, {
      pageId: channel.facebookPageId,
      pageToken,
      appId,
    });
    return judge(what, channel, fields);
  } catch (error) {
    if (error instanceof SealedTokenError) {
      const isLost = error.code === "crypto.key-missing";
      return bad(
        what,
        error.message,
        isLost ? `Give the key back. If it is lost: ${RECONNECT}` : RECONNECT,
      );
    }
    if (error instanceof MetaError) return judgeFailure(what, error);
    throw error;
  }
}

function judge(what: string, { status, lastError }: Channel, fields: string[] | null): Finding {
  const missing = CORE_FIELDS.filter((field) => !fields?.includes(field));
  if (missing.length > 0) {
    const says =
      fields === null
        ? "its page does not deliver to our app"
        : `its page lacks ${missing.join(", ")}`;
    return bad(
      what,
      says,
      "Running workers subscribe it again within ten minutes; if they do not, connect Facebook again.",
    );
  }
  const reason = lastError === null ? "" : ` (${lastError})`;
  switch (status) {
    case "active":
      return ok(what, "its token is accepted and its page subscribed");
    case "paused":
      return warn(
        what,
        "is paused: nothing is sent",
        "Resume it on its page under Settings, Channels.",
      );
    case "reauthorization_required":
      return bad(
        what,
        `waits for a login${reason}, though its token is accepted`,
        "Running workers notice within ten minutes; if they do not, connect Facebook again.",
      );
    default:
      return bad(
        what,
        `is ${status}${reason}`,
        "Open it under Settings, Channels: it says what to do.",
      );
  }
}

function judgeFailure(what: string, error: MetaError): Finding {
  const says = `Meta refuses (${codeOf(error)})`;
  switch (error.class) {
    case "token-invalid":
    case "permission-missing":
      return bad(what, says, RECONNECT);
    case "unauthorized":
      return bad(
        what,
        says,
        "Put the secret first that the app has at Meta (FACEBOOK_APP_SECRET).",
      );
    case "transient":
    case "rate-limited":
      return warn(what, `could not be asked (${codeOf(error)})`, "Run this again in a while.");
    default:
      return bad(
        what,
        says,
        "Open the channel under Settings, Channels, and the page's support inbox at Facebook.",
      );
  }
}
