import { randomBytes, randomUUID } from "node:crypto";

const random = () => randomBytes(24).toString("base64url");

/** A complete environment of made-up secrets; the sandbox gets the same. */
export function makeTestEnvironment(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    APP_BASE_URL: "http://localhost:3000",
    AUTH_SECRET: random(),
    FACEBOOK_APP_ID: "100200300400500",
    FACEBOOK_APP_SECRET: randomBytes(16).toString("hex"),
    FB_WEBHOOK_VERIFY_TOKEN: random(),
    VOICE_AGENT_API_TOKEN: random(),
    VOICE_AGENT_INTERNAL_TOKEN: random(),
    VOICE_AGENT_TENANT_ID: randomUUID(),
    VOICE_AGENT_WORKSPACE_ID: randomUUID(),
    VOICE_AGENT_DEFAULT_AGENT_ID: "agent-shop",
    TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    DOUBT_WAIT_MS: "1000",
    REPLY_SETTLE_MS: "100",
    LOG_LEVEL: "error",
  };
}

/** Points the environment at a sandbox. */
export function withSandbox(url: string): Record<string, string> {
  return {
    FACEBOOK_GRAPH_URL: `${url}/graph`,
    FACEBOOK_DIALOG_URL: `${url}/facebook`,
    VOICE_AGENT_API_URL: `${url}/voice-agent`,
  };
}
