import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connectShoes, graphPost, shoePage } from "#sandbox/testing/connect.ts";
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
    await vi.waitFor(() => expect(seen.text).toContain("Здравствуйте"));
    await vi.waitFor(() => expect(test.received.at(-1)?.body).toContain('"read":{"watermark":'));
    expect(seen.text).toContain("Delivered");
  });
});

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
