import { createHash, randomBytes } from "node:crypto";
import type { PgBoss } from "pg-boss";
import type { Db } from "#db/client.ts";
import { takeDeletionRequest } from "#db/queries/deletion-requests.ts";
import type { DeletionRequest } from "#db/schema/deletion-requests.ts";
import { log } from "#lib/log.ts";
import { readSignedRequest, type SignedRequest } from "#lib/meta/signed-request.ts";
import { enqueue } from "#lib/queue/enqueue.ts";

export type PersonRequestKind = DeletionRequest["kind"];

type Needs = { db: Db; boss: PgBoss; settings: { FACEBOOK_APP_SECRET: readonly string[] } };

const CODE_BYTES = 16;
const UNUSUAL_MS = 24 * 60 * 60_000;

/**
 * Keeps what Meta asks for about a person, and has a job do it. Whether anything is stored about the
 * person is not looked up here, so that nobody can tell by the answer; a copy gets the first one's.
 *
 * @returns Null for what Meta did not sign; nothing happens then.
 */
export async function receivePersonRequest(
  { db, boss, settings }: Needs,
  { kind, signedRequest, now }: { kind: PersonRequestKind; signedRequest: string; now: Date },
): Promise<{ confirmationCode: string } | null> {
  const read = readSignedRequest(signedRequest, settings.FACEBOOK_APP_SECRET);
  if (read === null) return null;

  return db.transaction(async (tx) => {
    const request = await takeDeletionRequest(tx, {
      kind,
      requestHash: createHash("sha256").update(`${kind}:${read.fingerprint}`).digest("hex"),
      facebookUserId: read.facebookUserId,
      confirmationCode: randomBytes(CODE_BYTES).toString("hex"),
    });
    if (request.status === "received") {
      if (isUnusual(read, now)) log.warn("request of an unusual age", { code: `privacy.${kind}` });
      await enqueue({ tx, boss }, "forget-person", { requestId: request.id });
    }
    return { confirmationCode: request.confirmationCode };
  });
}

/** Deletion is never refused for its age; somebody may want to know why it came so late. */
function isUnusual({ issuedAt }: SignedRequest, now: Date): boolean {
  return issuedAt === null || Math.abs(now.getTime() - issuedAt.getTime()) > UNUSUAL_MS;
}
