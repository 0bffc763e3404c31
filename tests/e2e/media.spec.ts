import { expect, type Page, test } from "@playwright/test";
import { eq } from "drizzle-orm";
import { openDatabase } from "#db/client.ts";
import { findUserByEmail } from "#db/queries/users.ts";
import { crmChannels } from "#db/schema/channels.ts";
import { seedChannel, seedConversation, seedMessage } from "#tests/support/seed.ts";
import { product, signIn } from "./product.ts";

const GUARDS = {
  "content-security-policy": "sandbox; default-src 'none'",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "cache-control": "private, max-age=3600",
};

/** An address as Meta's hosts give it out. */
async function signed(file: string): Promise<string> {
  const answer = await fetch(`${product.sandbox}/control/media/${file}`);
  return ((await answer.json()) as { url: string }).url;
}

const bytesAt = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

type Seeded = { messageId: string; conversationId: string };

/** Runs with a message that has these files, of a customer with that picture, and removes it again. */
async function withMessage(
  given: { picture: string; urls: string[] },
  run: (seeded: Seeded) => Promise<void>,
): Promise<void> {
  const { db, close } = openDatabase(product.databaseUrl);
  try {
    const user = await findUserByEmail(db, process.env.E2E_EMAIL ?? "");
    if (user === null) throw new Error("There is no user");
    const channel = await seedChannel(db, user.tenantId);
    try {
      const conversation = await seedConversation(db, channel, {
        customerPictureUrl: given.picture,
      });
      const attachments = given.urls.map((url) => ({ type: "image", payload: { url } }));
      const message = await seedMessage(db, conversation, { attachments });
      await run({ messageId: message.id, conversationId: conversation.id });
    } finally {
      await db.delete(crmChannels).where(eq(crmChannels.id, channel.id));
    }
  } finally {
    await close();
  }
}

const getFrom = (page: Page) => (path: string) => page.request.get(product.app + path);

test("files come through our own address, and can do nothing there", async ({ page }) => {
  await signIn(page);
  const get = getFrom(page);
  const picture = await signed("picture.png");
  const film = await signed("clip.mp4");
  const gone = await signed("moving.gif");
  await product.control.tell("media/expire", { url: gone });
  const drawing = `${product.sandbox}/media/mira.svg`;
  const urls = [picture, film, drawing, gone, "http://127.0.0.1:5432/"];

  await withMessage({ picture, urls }, async ({ messageId, conversationId }) => {
    const file = (index: number) => get(`/api/media/${messageId}/${index}`);

    for (const shown of [
      await file(0),
      await get(`/api/conversations/${conversationId}/picture`),
    ]) {
      expect(shown.status()).toBe(200);
      expect(shown.headers()).toMatchObject({
        ...GUARDS,
        "content-type": "image/png",
        "content-disposition": "inline",
      });
      expect((await shown.body()).equals(await bytesAt(picture))).toBe(true);
    }
    const played = await file(1);
    expect(played.headers()).toMatchObject({ ...GUARDS, "content-type": "video/mp4" });
    expect((await played.body()).equals(await bytesAt(film))).toBe(true);

    const saved = await file(2);
    expect(saved.headers()).toMatchObject({
      ...GUARDS,
      "content-type": "application/octet-stream",
      "content-disposition": "attachment; filename*=UTF-8''mira.svg",
    });

    const refusals = await Promise.all([3, 4, 5].map(file));
    expect(await Promise.all(refusals.map((answer) => answer.json()))).toMatchObject([
      { status: 410, code: "media.expired" },
      { status: 422, code: "media.not-allowed" },
      { status: 404, code: "not_found" },
    ]);
  });
});
