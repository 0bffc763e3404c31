import type { Db } from "#db/client.ts";
import type { Env } from "#lib/env.ts";
import { countTokens } from "#lib/keys/count-tokens.ts";
import { bad, type Findings, ok, warn } from "./finding.ts";

/** Which keys stored tokens need, and whether they are there. */
export async function* checkKeys(db: Db, { TOKEN_ENCRYPTION_KEYS: keys }: Env): Findings {
  const what = "encryption keys";
  const [{ kid: first }] = keys;
  const counts = await countTokens(db);
  const known = new Set(keys.map(({ kid }) => kid));
  for (const [keyId, count] of counts) {
    if (keyId === null) {
      const todo = "Connect Facebook again: these do not open with any key.";
      yield bad(what, `${count} stored tokens are no sealed tokens`, todo);
    } else if (!known.has(keyId)) {
      yield bad(
        what,
        `${count} tokens are sealed with "${keyId}", which is not configured`,
        `Give "${keyId}" back in TOKEN_ENCRYPTION_KEYS; if it is lost for good, connect Facebook again.`,
      );
    } else if (keyId !== first) {
      const todo = "Run: npm run admin -- keys:rotate";
      yield warn(what, `${count} tokens are still sealed with "${keyId}"`, todo);
    }
  }
  yield ok(what, `${counts.get(first) ?? 0} tokens are sealed with "${first}", the first`);
  for (const { kid } of keys) {
    if (kid === first || counts.has(kid)) continue;
    yield warn(
      what,
      `no token needs "${kid}"`,
      "Take it out of TOKEN_ENCRYPTION_KEYS when every process has the new first one.",
    );
  }
}
