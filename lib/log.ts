import { pino } from "pino";
import { env } from "#lib/env.ts";

/** The only things that may be logged. Never a token, a text, a name, a body or a URL with a query. */
export type LogFields = Partial<{
  tenantId: string;
  channelId: string;
  conversationId: string;
  messageId: string;
  eventId: string;
  eventType: string;
  queue: string;
  jobId: string;
  call: string;
  code: string;
  graphCode: number;
  graphSubcode: number;
  traceId: string;
  status: number;
  attempt: number;
  count: number;
  bytes: number;
  ms: number;
  version: string;
  keyId: string;
}>;

type Level = "debug" | "info" | "warn" | "error";

let logger: ReturnType<typeof pino> | undefined;

function write(level: Level, message: string, fields: LogFields = {}): void {
  logger ??= pino({ level: env().LOG_LEVEL, base: null });
  logger[level](fields, message);
}

export const log = {
  debug: (message: string, fields?: LogFields) => write("debug", message, fields),
  info: (message: string, fields?: LogFields) => write("info", message, fields),
  warn: (message: string, fields?: LogFields) => write("warn", message, fields),
  error: (message: string, fields?: LogFields) => write("error", message, fields),
};
