import { z } from "zod";

const required = z.string().trim().min(1, "is required");
const secret = (minimum: number) =>
  required.min(minimum, `must have at least ${minimum} characters`);

/** An address taken as it is; plain http only on loopback. */
const address = required
  .refine((value) => URL.canParse(value), "must be an absolute URL")
  .refine(
    (value) => !URL.canParse(value) || isHttpsOrLoopback(new URL(value)),
    "must be https (http is allowed on localhost only)",
  );

/** What paths are added to: without a trailing slash. */
const baseUrl = address.transform((value) => value.replace(/\/+$/, ""));

const WEBHOOK_SECRET_BYTES_MIN = 24;

const webhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, "must be whsec_ and base64 (openssl rand -base64 32)")
  .refine(
    (value) => Buffer.from(value.slice(6), "base64").length >= WEBHOOK_SECRET_BYTES_MIN,
    `must hold at least ${WEBHOOK_SECRET_BYTES_MIN} bytes`,
  );

const connectionString = (protocols: string[]) =>
  required.refine(
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
    `must be a ${protocols.map((protocol) => `${protocol}//`).join(" or ")} URL`,
  );

const commaList = <Item>(item: z.ZodType<Item, string>) =>
  required
    .transform((value) => value.split(",").map((part) => part.trim()))
    .pipe(z.array(item))
    .transform(([first, ...rest]): [Item, ...Item[]] => [first as Item, ...rest]);

const port = z
  .string()
  .regex(/^\d{1,5}$/, "must be a port number")
  .transform(Number)
  .refine((number) => number <= 65_535, "must be a port number, at most 65535");

const encryptionKey = z
  .string()
  .regex(/^[\w.-]+:[A-Za-z0-9+/]{43}=$/, "must be kid:base64-of-32-bytes (openssl rand -base64 32)")
  .transform((value) => {
    const [kid = "", key = ""] = value.split(":");
    return { kid, key: new Uint8Array(Buffer.from(key, "base64")) };
  });

const milliseconds = (initial: number, largest: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "must be a number of milliseconds")
    .transform(Number)
    .refine((number) => number <= largest, `must be at most ${largest}`)
    .default(initial);

const ERASE_PLACES = ["external_user_id", "channel_id", "tenant_id", "conversation_id"];

/** A path below dm-voice-agent's base address, with places for what names a contact. */
const erasePath = z
  .string()
  .regex(/^\/[^\s#]*$/, "must be a path such as /v1/contacts/{external_user_id}")
  .refine((path) => path.includes("{external_user_id}"), "must contain {external_user_id}")
  .refine(
    (path) =>
      [...path.matchAll(/\{([^}]*)\}/g)].every(([, name]) => ERASE_PLACES.includes(name ?? "")),
    `may contain only ${ERASE_PLACES.map((name) => `{${name}}`).join(", ")}`,
  );

const onOff = (initial: "on" | "off") => z.enum(["on", "off"]).default(initial);

/** Where people ask about their data: what may follow `mailto:`, or a page. */
const contact = z
  .string()
  .refine(
    (value) =>
      z.email().safeParse(value).success || z.url({ protocol: /^https$/ }).safeParse(value).success,
    "must be an e-mail address or an https URL",
  );

const schema = z.object({
  APP_BASE_URL: baseUrl,
  PORT: port.default(3000),
  DATABASE_URL: connectionString(["postgres:", "postgresql:"]),
  AUTH_SECRET: secret(16),
  FACEBOOK_APP_ID: required,
  /** First one signs; a second one only while the secret is being rotated. */
  FACEBOOK_APP_SECRET: commaList(secret(8)),
  /** Any of them is accepted when Meta verifies the webhook. */
  FB_WEBHOOK_VERIFY_TOKEN: commaList(secret(20)),
  FACEBOOK_GRAPH_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, "must look like v25.0")
    .default("v25.0"),
  FACEBOOK_GRAPH_URL: baseUrl.default("https://graph.facebook.com"),
  FACEBOOK_DIALOG_URL: baseUrl.default("https://www.facebook.com"),
  FACEBOOK_LOGIN_CONFIG_ID: z.string().trim().min(1).optional(),
  VOICE_AGENT_API_URL: baseUrl,
  VOICE_AGENT_API_TOKEN: required,
  VOICE_AGENT_INTERNAL_TOKEN: required,
  VOICE_AGENT_TENANT_ID: required,
  VOICE_AGENT_WORKSPACE_ID: required,
  VOICE_AGENT_DEFAULT_AGENT_ID: z.string().trim().min(1).optional(),
  VOICE_AGENT_SEND_PAGE_TOKEN: onOff("on"),
  /** Where a contact is erased by DELETE; unset, the platform names no way to do it. */
  VOICE_AGENT_ERASE_PATH: erasePath.optional(),
  /** First one encrypts; the others only decrypt. */
  TOKEN_ENCRYPTION_KEYS: commaList(encryptionKey).refine(
    (keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length,
    "must not give two keys the same name",
  ),
  REDIS_URL: connectionString(["redis:", "rediss:"]).optional(),
  CRON_SECRET: secret(16).optional(),
  METRICS_TOKEN: secret(16).optional(),
  ALERT_WEBHOOK_URL: address.optional(),
  ALERT_WEBHOOK_SECRET: webhookSecret.optional(),
  /** Who does the work: this process, another one, or each request after its answer. */
  WORKERS: z.enum(["on", "off", "after"]),
  /** How long a customer who writes several messages in a row is left to finish. */
  REPLY_SETTLE_MS: milliseconds(1_000, 60_000),
  /** How long an echo may take before Meta's own list is asked about a doubtful message. */
  DOUBT_WAIT_MS: milliseconds(30_000, 600_000),
  PRIVACY_CONTACT: contact.optional(),
  MIGRATE_ON_START: onOff("on"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export type Env = z.infer<typeof schema>;

/** Names of all variables the product reads, for the check against `.env.example`. */
export const ENV_NAMES = Object.keys(schema.shape);

export class EnvError extends Error {
  override readonly name = "EnvError";
}

/** @throws {EnvError} naming every bad variable at once, in words, without any value. */
export function readEnv(source: Source): Env {
  // Vercel sets VERCEL; no process lives on there between two requests.
  const workers = source.VERCEL ? "after" : "on";
  return read(schema, { ...source, WORKERS: source.WORKERS || workers });
}

/**
 * What signing alerts needs, for a command that needs nothing else.
 *
 * @throws {EnvError} as `readEnv` does.
 */
export function readAlertEnv(source: Source): Pick<Env, "AUTH_SECRET" | "ALERT_WEBHOOK_SECRET"> {
  return read(schema.pick({ AUTH_SECRET: true, ALERT_WEBHOOK_SECRET: true }), source);
}

/**
 * The keys of stored tokens, for a command that needs nothing else.
 *
 * @throws {EnvError} as `readEnv` does.
 */
export function readKeysEnv(source: Source): Pick<Env, "TOKEN_ENCRYPTION_KEYS"> {
  return read(schema.pick({ TOKEN_ENCRYPTION_KEYS: true }), source);
}

type Source = Record<string, string | undefined>;

function read<Part>(part: z.ZodType<Part>, source: Source): Part {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = part.safeParse(present);
  if (parsed.success) return parsed.data;

  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return `  ${name} ${present[name] === undefined ? "is required" : issue.message}`;
  });
  throw new EnvError(
    `The environment is not complete (.env.example explains each variable):\n${[...new Set(problems)].join("\n")}`,
  );
}

let cached: Env | undefined;

/** The validated environment of this process, read once at first use. */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}

/** What `middleware.ts` needs, read by name because the edge runtime knows no whole `process.env`. */
export function frontDoorEnv(): Pick<Env, "APP_BASE_URL" | "AUTH_SECRET"> {
  const { APP_BASE_URL, AUTH_SECRET } = process.env;
  return schema
    .pick({ APP_BASE_URL: true, AUTH_SECRET: true })
    .parse({ APP_BASE_URL, AUTH_SECRET });
}

/**
 * next-auth 4 takes its own address and secret from these two names only; giving it ours keeps
 * forged Host headers out of every link it builds.
 */
export function shareWithNextAuth({ APP_BASE_URL, AUTH_SECRET }: Env): void {
  process.env.NEXTAUTH_URL = APP_BASE_URL;
  process.env.NEXTAUTH_SECRET = AUTH_SECRET;
}

function isHttpsOrLoopback(url: URL): boolean {
  if (url.protocol === "https:") return true;
  return url.protocol === "http:" && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}
