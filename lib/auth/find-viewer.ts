import { getServerSession } from "next-auth";
import { z } from "zod";
import type { Db } from "#db/client.ts";
import { findUserById } from "#db/queries/users.ts";
import type { UserRole } from "#db/schema/tenants.ts";
import { sessionOptions } from "./options.ts";

/** Who is signed in. */
export type Viewer = { userId: string; tenantId: string; email: string; role: UserRole };

const sessionSchema = z.looseObject({ userId: z.uuid() });

/** The user of this request's session, read anew from the database; null when signed out. */
export async function findViewer(needs: { db: Db; secret: string }): Promise<Viewer | null> {
  const session = sessionSchema.safeParse(await getServerSession(sessionOptions(needs.secret)));
  if (!session.success) return null;
  const user = await findUserById(needs.db, session.data.userId);
  return user && { userId: user.id, tenantId: user.tenantId, email: user.email, role: user.role };
}
