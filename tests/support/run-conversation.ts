import { finishConnect } from "#lib/accounts/finish-connect.ts";
import { registerChannel } from "#lib/channels/register-channel.ts";
import { connect, consent, startProduct } from "./running-product.ts";
import { until } from "./until.ts";

// A conversation with all that may go wrong around it, in a process whose output can be read: at the log's most
// talkative level. Its last line on standard output says what must not be in it.
const SHOES = "104829375610284";
const QUESTION = "Have you got the green ones in 43?";

const product = await startProduct({ settings: { LOG_LEVEL: "trace" } });
const { needs, viewer, control, sql } = product;
// Long enough for typing to be shown.
await control.set({ agent_latency_ms: 200 });

const { searchParams } = await consent(product);
const [code = "", state = ""] = ["code", "state"].map((name) => searchParams.get(name) ?? "");
await finishConnect(needs, viewer, { code: `${code}x`, state, now: new Date() }).catch(() => null);
await connect(product);
await registerChannel(needs, viewer, { platform: "facebook", page_id: SHOES });

await control.fault({
  ...{ server: "graph", path: "me/messages", count: 2 },
  ...{ kind: "graph-error", code: 2, status: 500 },
  message: `Malformed access token EAA${"G".repeat(40)} of ${SHOES}`,
});
await control.deliver({
  body: '{"object":"page"}',
  headers: { "x-hub-signature-256": "sha256=0" },
});
await control.tell("messages", { account_id: SHOES, person: "ines", text: QUESTION });
const [answer] = await until("it is answered", async () => {
  const sent = await sql<{ text: string }[]>`select text from messages where status = 'sent'`;
  return sent.length > 0 && sent;
});

const { settings } = needs;
const neverTold = [
  ...settings.FACEBOOK_APP_SECRET,
  ...settings.FB_WEBHOOK_VERIFY_TOKEN,
  settings.AUTH_SECRET,
  settings.VOICE_AGENT_API_TOKEN,
  settings.VOICE_AGENT_INTERNAL_TOKEN,
  process.env.TOKEN_ENCRYPTION_KEYS?.split(":")[1] ?? "",
  code,
  state,
  QUESTION,
  answer?.text ?? "",
  "Calderón",
];
await product.stop();
console.log(JSON.stringify({ neverTold }));
