import { expect } from "vitest";
import { pageFields } from "#sandbox/state/subscriptions.ts";
import { connectShoes, control, graphPost, shoePage } from "./connect.ts";
import { entriesIn, type SeenEntry, type SeenEvent } from "./read-events.ts";
import type { TestSandbox } from "./start-test-sandbox.ts";

/** A page token of the shoe shop, its page subscribed to everything there is. */
export async function connectWholly(test: TestSandbox): Promise<string> {
  const pageToken = await connectShoes(test);
  const body = { subscribed_fields: pageFields };
  const answer = await graphPost(test, `${shoePage}/subscribed_apps`, pageToken, body);
  expect(answer.status).toBe(200);
  return pageToken;
}

export type Happened = { mid: string | null; person_id: string; note: string | null };

export async function happen(test: TestSandbox, event: object): Promise<Happened> {
  return (await control(test, "events", { person: "ines", wait: true, ...event })) as Happened;
}

/** The one entry that the app hears when an event happens. */
export async function entryOf(test: TestSandbox, event: object): Promise<SeenEntry> {
  const before = test.received.length;
  const { note } = await happen(test, event);
  expect(note).toBeNull();
  expect(test.received).toHaveLength(before + 1);
  const entry = entriesIn(test).at(-1);
  if (!entry) throw new Error("Nothing was heard");
  return entry;
}

export async function eventOf(test: TestSandbox, event: object): Promise<SeenEvent> {
  const [heard] = (await entryOf(test, event)).messaging ?? [];
  if (!heard) throw new Error("The entry holds no messaging");
  return heard;
}

/** The reason why an event is impossible. */
export async function whyNot(test: TestSandbox, event: object): Promise<string> {
  const response = await fetch(`${test.url}/control/events`, {
    method: "POST",
    body: JSON.stringify({ person: "ines", ...event }),
  });
  expect(response.status).toBe(422);
  return response.text();
}
