import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { mediaAnswer } from "#app/api/_media-answer.ts";
import { findUserByEmail } from "#db/queries/users.ts";
import { createUser } from "#lib/auth/create-user.ts";
import { openAttachment, openPicture } from "#lib/media/open-media.ts";
import type { Services } from "#lib/services.ts";
import { startLocalServer } from "#tests/support/local-server.ts";
import { seedChannel, seedConversation, seedMessage } from "#tests/support/seed.ts";
import { startServices } from "#tests/support/start-services.ts";

const GIF = Buffer.from("GIF89a\u0001\0\u0001\0");

let meta: Awaited<ReturnType<typeof startLocalServer>>;
let needs: Services;
let stop: () => Promise<void>;
let who: { tenantId: string };
let stranger: typeof who;
let messageId: string;
let conversationId: string;

beforeAll(async () => {
  meta = await startLocalServer(({ path }, response) => {
    if (path === "/media/expired.gif") response.writeHead(403).end("URL signature expired");
    else response.writeHead(200, { "content-type": "image/gif" }).end(GIF);
  });
  ({ needs, stop } = await startServices({ FACEBOOK_GRAPH_URL: `${meta.url}/graph` }));
  who = await company();
  stranger = await company();
});
afterAll(async () => {
  await stop();
  await meta.close();
});

let companies = 0;
async function company() {
  const email = `media${++companies}@example.test`;
  const password = "a long enough password";
  await createUser(needs.db, { email, password, tenant: `Media ${companies}`, role: "admin" });
  const user = await findUserByEmail(needs.db, email);
  if (user === null) throw new Error("There is no user");
  return { tenantId: user.tenantId };
}

beforeEach(async () => {
  const channel = await seedChannel(needs.db, who.tenantId);
  const conversation = await seedConversation(needs.db, channel, {
    customerPictureUrl: `${meta.url}/media/face.gif`,
  });
  const image_url = (name: string) => ({ image_url: `${meta.url}/media/${name}.gif` });
  const message = await seedMessage(needs.db, conversation, {
    attachments: [
      { type: "fallback", payload: null },
      { type: "image", payload: { url: `${meta.url}/media/cat.gif` } },
      {
        type: "template",
        payload: { product: { elements: [image_url("shoe"), image_url("boot")] } },
      },
      { type: "image", payload: { url: `${meta.url}/media/expired.gif` } },
      { type: "image", payload: { url: "http://127.0.0.1:5432/" } },
    ],
  });
  messageId = message.id;
  conversationId = conversation.id;
  meta.heard.length = 0;
});

const asked = () => ({ range: null, signal: new AbortController().signal });
const attachment = async (
  index: number,
  change: { viewer?: typeof who; messageId?: string } = {},
) =>
  mediaAnswer(
    await openAttachment(needs, change.viewer ?? who, {
      messageId: change.messageId ?? messageId,
      index,
      ...asked(),
    }),
  );
const picture = async (change: { viewer?: typeof who; conversationId?: string } = {}) =>
  mediaAnswer(
    await openPicture(needs, change.viewer ?? who, {
      conversationId: change.conversationId ?? conversationId,
      ...asked(),
    }),
  );
const paths = () => meta.heard.map(({ path }) => path);

test.each([
  [0, "/media/cat.gif"],
  [1, "/media/shoe.gif"],
  [2, "/media/boot.gif"],
])("file %i of a message is %s", async (index, path) => {
  const answer = await attachment(index);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("image/gif");
  expect(Buffer.from(await answer.arrayBuffer()).equals(GIF)).toBe(true);
  expect(paths()).toEqual([path]);
});

test("an expired one says so", async () => {
  const answer = await attachment(3);
  expect(answer.status).toBe(410);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(await answer.json()).toMatchObject({ status: 410, code: "media.expired" });
});

test("an address that is not Meta's is not asked", async () => {
  const answer = await attachment(4);
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: "media.not-allowed" });
});

test("a customer's picture", async () => {
  const answer = await picture();
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
  expect(paths()).toEqual(["/media/face.gif"]);
});

test("what another company has reads like what is not there, and Meta is not asked", async () => {
  const channel = await seedChannel(needs.db, who.tenantId);
  const faceless = (await seedConversation(needs.db, channel)).id;
  const nowhere = crypto.randomUUID();
  const answers = await Promise.all([
    attachment(0, { viewer: stranger }),
    attachment(0, { messageId: nowhere }),
    attachment(5),
    attachment(0, { messageId: conversationId }),
    picture({ viewer: stranger }),
    picture({ conversationId: nowhere }),
    picture({ conversationId: faceless }),
  ]);
  const bodies = await Promise.all(answers.map((answer) => answer.json()));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  expect(bodies).toEqual(bodies.map(() => bodies[0]));
  expect(paths()).toEqual([]);
});
