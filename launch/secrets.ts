import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const secretsSchema = z.object({
  FACEBOOK_APP_ID: z.string(),
  FACEBOOK_APP_SECRET: z.string(),
  FB_WEBHOOK_VERIFY_TOKEN: z.string(),
  AUTH_SECRET: z.string(),
  TOKEN_ENCRYPTION_KEYS: z.string(),
  VOICE_AGENT_API_TOKEN: z.string(),
  VOICE_AGENT_INTERNAL_TOKEN: z.string(),
  VOICE_AGENT_TENANT_ID: z.string(),
  VOICE_AGENT_WORKSPACE_ID: z.string(),
  CRON_SECRET: z.string(),
  METRICS_TOKEN: z.string(),
  loginPassword: z.string(),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** New ones of the shapes that the real services give out. */
export function makeSecrets(): Secrets {
  return {
    FACEBOOK_APP_ID: String(randomInt(1e14, 2e14)),
    FACEBOOK_APP_SECRET: randomBytes(16).toString("hex"),
    FB_WEBHOOK_VERIFY_TOKEN: token(),
    AUTH_SECRET: token(),
    TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    VOICE_AGENT_API_TOKEN: token(),
    VOICE_AGENT_INTERNAL_TOKEN: token(),
    VOICE_AGENT_TENANT_ID: randomUUID(),
    VOICE_AGENT_WORKSPACE_ID: randomUUID(),
    CRON_SECRET: token(),
    METRICS_TOKEN: token(),
    loginPassword: randomBytes(9).toString("base64url"),
  };
}

/** Those of an earlier run, or new ones kept in `file` for later runs: what is in the database is encrypted with them. */
export async function keepSecrets(file: string): Promise<Secrets> {
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(file, JSON.stringify(makeSecrets(), null, 2), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return secretsSchema.parse(JSON.parse(await readFile(file, "utf8")));
}

function token(): string {
  return randomBytes(24).toString("base64url");
}
