import { parseArgs } from "node:util";
import { z } from "zod";
import { openDatabase } from "#db/client.ts";
import { applyMigrations } from "#db/migrate.ts";
import { USER_ROLES } from "#db/schema/tenants.ts";
import { webhookSecret } from "#lib/alerts/webhook-secret.ts";
import { createUser } from "#lib/auth/create-user.ts";
import { emailSchema } from "#lib/auth/email.ts";
import { PASSWORD_CHARACTERS_MIN } from "#lib/auth/password.ts";
import { readAlertEnv } from "#lib/env.ts";
import { DATABASE_RESTORED_USAGE, databaseRestored } from "./admin/database-restored.ts";
import { DOCTOR_USAGE, doctor } from "./admin/doctor.ts";
import { EVENTS_REPLAY_USAGE, eventsReplay } from "./admin/events-replay.ts";
import { KEYS_ROTATE_USAGE, keysRotate } from "./admin/keys-rotate.ts";
import { RETENTION_RUN_USAGE, retentionRun } from "./admin/retention-run.ts";

const USAGE = `npm run admin -- COMMAND

  user:create --email E --password P --tenant NAME [--role admin]
      Adds a user, and the company when it is new. The password may also stand in ADMIN_PASSWORD,
      which keeps it out of the list of processes.

${EVENTS_REPLAY_USAGE}

${DATABASE_RESTORED_USAGE}

${RETENTION_RUN_USAGE}

${KEYS_ROTATE_USAGE}

${DOCTOR_USAGE}

  alerts:secret
      Prints what the posts to ALERT_WEBHOOK_URL are signed with: whoever receives them needs it.`;

const userSchema = z.object({
  email: emailSchema,
  password: z
    .string({ error: "is required" })
    .min(PASSWORD_CHARACTERS_MIN, `must have at least ${PASSWORD_CHARACTERS_MIN} characters`),
  tenant: z.string({ error: "is required" }).trim().min(1).max(200),
  role: z.enum(USER_ROLES).default("admin"),
});

const COMMANDS: Readonly<Record<string, (databaseUrl: string) => Promise<string>>> = {
  "user:create": userCreate,
  "events:replay": (url) => eventsReplay(url, values),
  "database:restored": databaseRestored,
  "retention:run": (url) => retentionRun(url, values),
  "keys:rotate": (url) => keysRotate(url, values),
  doctor,
  "alerts:secret": async () => webhookSecret(readAlertEnv(process.env)),
};

async function userCreate(databaseUrl: string): Promise<string> {
  const user = userSchema.parse({ password: process.env.ADMIN_PASSWORD, ...values });
  await applyMigrations(databaseUrl);
  const { db, close } = openDatabase(databaseUrl, { max: 1 });
  try {
    if (!(await createUser(db, user))) throw new Error(`A user ${user.email} exists already.`);
    return `Created ${user.email} (${user.role}) in "${user.tenant}".`;
  } finally {
    await close();
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    email: { type: "string" },
    password: { type: "string" },
    tenant: { type: "string" },
    role: { type: "string" },
    id: { type: "string" },
    since: { type: "string" },
    channel: { type: "string" },
    limit: { type: "string" },
    sends: { type: "boolean" },
    "dry-run": { type: "boolean" },
  },
});

const command = COMMANDS[positionals[0] ?? ""];
const databaseUrl = process.env.DATABASE_URL ?? "";
if (command === undefined || databaseUrl === "") {
  console.error(command === undefined ? USAGE : "DATABASE_URL is required");
  process.exit(1);
}
try {
  console.log(await command(databaseUrl));
} catch (error) {
  const problems =
    error instanceof z.ZodError
      ? error.issues.map(({ path, message }) => `--${path.join(".")} ${message}`)
      : [error instanceof Error ? error.message : "Failed"];
  console.error(problems.join("\n"));
  process.exit(1);
}
