import { z } from "zod";

/** Checks the sandbox's environment and lists every problem at once, in words. */
export function readSandboxEnv(source: Record<string, string | undefined>): SandboxEnvResult {
  const parsed = envSchema.safeParse(source);
  if (parsed.success) return { ok: true, config: toConfig(parsed.data) };
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path.join(".");
    return source[name] === undefined ? `${name} is missing` : `${name} ${issue.message}`;
  });
  return { ok: false, problems };
}

export type SandboxConfig = {
  port: number;
  appId: string;
  appSecret: string;
  verifyToken: string;
  /** Without a slash at its end. */
  appBaseUrl: string;
  voiceAgent: { apiToken: string; internalToken: string; tenantId: string; workspaceId: string };
};

export type SandboxEnvResult =
  | { ok: true; config: SandboxConfig }
  | { ok: false; problems: string[] };

const required = z.string().trim().min(1, "must not be empty");
// Lists are there for rotations; the first value is the one in use.
const firstOfList = required.transform((list) => list.split(",")[0]?.trim() ?? "");

const envSchema = z.object({
  SANDBOX_PORT: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(0, "must be 0 to 65535")
    .max(65535, "must be 0 to 65535")
    .default(4010),
  FACEBOOK_APP_ID: required.regex(/^\d+$/, "must consist of digits"),
  FACEBOOK_APP_SECRET: firstOfList,
  FB_WEBHOOK_VERIFY_TOKEN: firstOfList,
  APP_BASE_URL: z.url({ protocol: /^https?$/, error: "must be an http or https address" }),
  VOICE_AGENT_API_TOKEN: firstOfList,
  VOICE_AGENT_INTERNAL_TOKEN: firstOfList,
  VOICE_AGENT_TENANT_ID: firstOfList,
  VOICE_AGENT_WORKSPACE_ID: firstOfList,
});

function toConfig(env: z.infer<typeof envSchema>): SandboxConfig {
  return {
    port: env.SANDBOX_PORT,
    appId: env.FACEBOOK_APP_ID,
    appSecret: env.FACEBOOK_APP_SECRET,
    verifyToken: env.FB_WEBHOOK_VERIFY_TOKEN,
    appBaseUrl: env.APP_BASE_URL.replace(/\/+$/, ""),
    voiceAgent: {
      apiToken: env.VOICE_AGENT_API_TOKEN,
      internalToken: env.VOICE_AGENT_INTERNAL_TOKEN,
      tenantId: env.VOICE_AGENT_TENANT_ID,
      workspaceId: env.VOICE_AGENT_WORKSPACE_ID,
    },
  };
}
