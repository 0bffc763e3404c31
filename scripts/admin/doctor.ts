import { openDatabase } from "#db/client.ts";
import { listServingChannels } from "#db/queries/channel-health.ts";
import { createTokenBox } from "#lib/crypto/token-box.ts";
import type { Env } from "#lib/env.ts";
import { checkAddress } from "./doctor/check-address.ts";
import { checkChannels } from "./doctor/check-channels.ts";
import { checkDatabase, checkWorkers } from "./doctor/check-database.ts";
import { checkEnvironment } from "./doctor/check-environment.ts";
import { checkKeys } from "./doctor/check-keys.ts";
import { checkMetaApp, graphWith } from "./doctor/check-meta-app.ts";
import { checkRedis } from "./doctor/check-redis.ts";
import { checkVoiceAgent } from "./doctor/check-voice-agent.ts";
import { type Finding, type Findings, toLine } from "./doctor/finding.ts";

export const DOCTOR_USAGE = `  doctor
      Checks environment, database, Redis, encryption keys, the app's settings at Meta, dm-voice-agent
      and every channel, and says what to do about what it finds. Changes nothing. Exit code 1 when
      something is bad.`;

/**
 * Prints what it finds as it finds it.
 *
 * @throws when something is bad.
 */
export async function doctor(databaseUrl: string): Promise<string> {
  const found: Finding[] = [];
  for await (const finding of examine(databaseUrl)) {
    found.push(finding);
    console.log(toLine(finding));
  }
  const count = (verdict: Finding["verdict"]) =>
    found.filter((finding) => finding.verdict === verdict).length;
  const summary = `${count("ok")} ok, ${count("warn")} to look at, ${count("bad")} bad`;
  if (count("bad") > 0) throw new Error(summary);
  return summary;
}

async function* examine(databaseUrl: string): Findings {
  const { findings, settings } = checkEnvironment({ ...process.env, DATABASE_URL: databaseUrl });
  yield* findings;
  const { finding, usable } = await checkDatabase(databaseUrl);
  yield finding;
  if (settings === null) return;
  yield await checkRedis(settings);
  yield await checkAddress(settings);
  if (!usable) {
    yield* checkMetaApp(settings, []);
    yield* checkVoiceAgent(settings, []);
    return;
  }
  const { db, close } = openDatabase(databaseUrl, { max: 1 });
  try {
    yield await checkWorkers(db);
    yield* checkKeys(db, settings);
    const channels = await listServingChannels(db);
    yield* checkMetaApp(settings, channels);
    yield* checkVoiceAgent(settings, channels);
    yield* checkChannels(channels, needsOf(settings));
  } finally {
    await close();
  }
}

function needsOf(settings: Env) {
  return {
    graph: graphWith(settings),
    tokenBox: createTokenBox(settings.TOKEN_ENCRYPTION_KEYS),
  };
}
