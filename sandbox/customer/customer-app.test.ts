import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectShoes, control, graphPost, shoePage } from "#sandbox/testing/connect.ts";
import { eventually } from "#sandbox/testing/eventually.ts";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing/start-test-sandbox.ts";

let test: TestSandbox;
beforeAll(async () => {
  test = await startTestSandbox();
});
afterAll(() => test.stop());

describe("the customer's page", () => {
  it("says that nothing is connected, then offers what is", async () => {
    expect(await page()).toContain('<button type="submit" id="send" disabled>');
    await connectShoes(test);
    expect(await page()).toContain("Linden Street Shoes · Messenger");
    expect(await page(`?account=${shoePage}&person=lena`)).toContain('value="lena" selected');
  });

  it("shows the page's answer live, and tells the app that it was read", async () => {
    const pageToken = await connectShoes(test);
    const query = `account=${shoePage}&person=lena`;
    const events = await fetch(`${test.url}/customer/events?${query}`);
    const seen = collect(events);
    await fetch(`${test.url}/customer/messages`, {
      method: "POST",
      body: JSON.stringify({ account: shoePage, person: "lena", text: "Привет" }),
    });
    await graphPost(test, "me/messages", pageToken, {
      recipient: { id: test.sandbox.threads.values().next().value?.personId },
      messaging_type: "RESPONSE",
      message: { text: "Здравствуйте" },
    });
    await eventually(() => expect(seen.text).toContain("Здравствуйте"));
    await eventually(() => expect(test.received.at(-1)?.body).toContain('"read":{"watermark":'));
    expect(seen.text).toContain("Delivered");
  });
});

describe("what the customer does on the page", () => {
  it("is an event like any other, and shows at once", async () => {
    const events = await fetch(`${test.url}/customer/events?account=${shoePage}&person=tom`);
    const seen = collect(events);
    const sent = (await (await play({ kind: "image" })).json()) as { mid: string };
    await eventually(() => expect(seen.text).toContain('"files":[{"kind":"image","url":"http'));
    expect((await play({ kind: "reaction", mid: sent.mid, reaction: "wow" })).status).toBe(200);
    await eventually(() => expect(seen.text).toContain('"reactions":"😮","hasOwnReaction":true'));
    const { mid } = (await (
      await play({ kind: "text", text: "ons", reply_to: sent.mid })
    ).json()) as {
      mid: string;
    };
    await eventually(() => expect(seen.text).toContain('"quote":"Attachment"'));
    expect((await play({ kind: "edit", mid, text: "one" })).status).toBe(200);
    await eventually(() => expect(seen.text).toContain('"mark":"Edited'));
  });

  it("offers what the page sent to tap on", async () => {
    const button = { type: "postback", title: "Sizes", payload: "SIZES" };
    await control(test, "echo", { account_id: shoePage, person: "tom", text: "hello" });
    const thread = [...test.sandbox.threads.values()].find(({ person }) => person.key === "tom");
    const token = [...test.sandbox.tokens.tokens.values()].find(
      ({ pageId }) => pageId === shoePage,
    );
    const payload = { template_type: "button", text: "How can we help?", buttons: [button] };
    await graphPost(test, "me/messages", token?.value ?? "", {
      recipient: { id: thread?.personId },
      messaging_type: "RESPONSE",
      message: {
        attachment: { type: "template", payload },
        quick_replies: [{ content_type: "text", title: "Blue", payload: "BLUE" }],
      },
    });
    const seen = collect(await fetch(`${test.url}/customer/events?account=${shoePage}&person=tom`));
    await eventually(() => expect(seen.text).toContain("How can we help?"));
    expect(seen.text).toContain(
      '"buttons":[{"kind":"quick_reply","title":"Blue"},{"kind":"postback","title":"Sizes"}]',
    );
    expect((await play({ kind: "quick_reply", title: "Blue" })).status).toBe(200);
  });

  it("is refused in words where it is impossible", async () => {
    const refused = await play({ kind: "unsend" });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toBe("Messenger does not tell that a message was unsent");
  });
});

function play(event: object): Promise<Response> {
  const body = JSON.stringify({ account: shoePage, person: "tom", ...event });
  return fetch(`${test.url}/customer/events`, { method: "POST", body });
}

async function page(query = ""): Promise<string> {
  return (await fetch(`${test.url}/customer${query}`)).text();
}

function collect(response: Response): { text: string } {
  const seen = { text: "" };
  const decoder = new TextDecoder();
  void (async () => {
    try {
      for await (const chunk of response.body ?? [])
        seen.text += decoder.decode(chunk, { stream: true });
    } catch {
      // The sandbox stops while this is still listening.
    }
  })();
  return seen;
}
