import { type Env, EnvError, readEnv } from "#lib/env.ts";
import { bad, type Finding, ok, warn } from "./finding.ts";

const WHAT = "environment";

/** @returns no settings when they are not complete: then nothing else can be asked. */
export function checkEnvironment(source: Record<string, string | undefined>): {
  findings: Finding[];
  settings: Env | null;
} {
  try {
    const settings = readEnv(source);
    return { findings: judge(settings), settings };
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    const [, ...problems] = error.message.split("\n");
    const todo = "Set it; .env.example explains each variable.";
    return {
      findings: problems.map((problem) => bad(WHAT, problem.trim(), todo)),
      settings: null,
    };
  }
}

function judge(settings: Env): Finding[] {
  const findings: Finding[] = [];
  if (settings.WORKERS === "after" && settings.CRON_SECRET === undefined) {
    findings.push(
      bad(
        WHAT,
        "WORKERS is after, and CRON_SECRET is not set, so no scheduler may call /api/cron",
        "Set CRON_SECRET, and have a scheduler send it (README, On Vercel).",
      ),
    );
  }
  if (!settings.APP_BASE_URL.startsWith("https:")) {
    findings.push(
      warn(
        WHAT,
        "APP_BASE_URL is not https, so the real Meta can neither deliver nor log in here",
        "Set the public https address, unless this installation uses the sandbox.",
      ),
    );
  }
  for (const name of ["FACEBOOK_APP_SECRET", "FB_WEBHOOK_VERIFY_TOKEN"] as const) {
    if (settings[name].length === 1) continue;
    findings.push(
      warn(
        WHAT,
        `${name} has ${settings[name].length} values: a rotation is under way`,
        "Take the old one out once Meta uses the new one (docs/operations.md).",
      ),
    );
  }
  return findings.length > 0 ? findings : [ok(WHAT, "complete")];
}
