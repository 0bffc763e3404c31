import type { Secrets } from "./secrets.ts";

export type LaunchEnvironment = {
  DATABASE_URL: string;
  APP_BASE_URL: string;
  PORT: string;
  SANDBOX_PORT: string;
} & Record<string, string>;

type Parts = {
  databaseUrl: string;
  appPort: number;
  sandboxPort: number;
  secrets: Secrets;
  /** What somebody set by hand wins over what is made up here. */
  given?: Record<string, string | undefined>;
};

/** A complete environment in which the sandbox stands for Meta and dm-voice-agent. */
export function makeEnvironment(parts: Parts): LaunchEnvironment {
  const { loginPassword: _, ...secrets } = parts.secrets;
  const sandboxUrl = `http://127.0.0.1:${parts.sandboxPort}`;
  const environment: LaunchEnvironment = {
    ...secrets,
    ...UNSET,
    APP_BASE_URL: `http://localhost:${parts.appPort}`,
    FACEBOOK_GRAPH_URL: `${sandboxUrl}/graph`,
    FACEBOOK_DIALOG_URL: `${sandboxUrl}/facebook`,
    VOICE_AGENT_API_URL: `${sandboxUrl}/voice-agent`,
    VOICE_AGENT_DEFAULT_AGENT_ID: "agent-shop",
    LOG_LEVEL: "warn",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: parts.databaseUrl,
    PORT: String(parts.appPort),
    SANDBOX_PORT: String(parts.sandboxPort),
  };
  for (const name of Object.keys(environment)) {
    const value = parts.given?.[name];
    if (value && !MADE_HERE.has(name)) environment[name] = value;
  }
  return environment;
}

/** Chosen with the wishes of whoever set them already considered. */
const MADE_HERE = new Set(["DATABASE_URL", "PORT", "SANDBOX_PORT"]);

/** Empty counts as unset, and keeps out what Next would else read from an `.env` file. */
const UNSET = {
  REDIS_URL: "",
  ALERT_WEBHOOK_URL: "",
  ALERT_WEBHOOK_SECRET: "",
  PRIVACY_CONTACT: "",
  VOICE_AGENT_ERASE_PATH: "",
  REPLY_SETTLE_MS: "",
  DOUBT_WAIT_MS: "",
  FACEBOOK_LOGIN_CONFIG_ID: "",
  FACEBOOK_GRAPH_VERSION: "",
  VOICE_AGENT_SEND_PAGE_TOKEN: "",
  WORKERS: "",
  MIGRATE_ON_START: "",
};
