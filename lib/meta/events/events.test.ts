import fc from "fast-check";
import { expect, test } from "vitest";
import type { z } from "zod";
import { accountLinkingEventSchema } from "./account-linking.ts";
import { readAttachments } from "./attachment.ts";
import { answersOf, feedbackEventSchema } from "./feedback.ts";
import { formEventSchema } from "./form.ts";
import { handoverEventSchema } from "./handover.ts";
import { echoEventSchema, messageEventSchema, unsendEventSchema } from "./message.ts";
import { editEventSchema } from "./message-edit.ts";
import { optinEventSchema } from "./optin.ts";
import { orderEventSchema } from "./order.ts";
import { policyEventSchema } from "./policy-enforcement.ts";
import { postbackEventSchema } from "./postback.ts";
import { reactionEventSchema } from "./reaction.ts";
import { deliveryEventSchema, readEventSchema } from "./receipts.ts";
import { referralEventSchema } from "./referral.ts";

/** With the member that the event is known by, and what that cannot do without. */
const SCHEMAS: [member: string, schema: z.ZodType, needed?: Record<string, unknown>][] = [
  ["message", messageEventSchema],
  ["message", echoEventSchema],
  ["message", unsendEventSchema, { mid: "m" }],
  ["message_edit", editEventSchema, { mid: "m" }],
  ["postback", postbackEventSchema],
  ["reaction", reactionEventSchema, { mid: "m" }],
  ["referral", referralEventSchema],
  ["optin", optinEventSchema],
  ["account_linking", accountLinkingEventSchema],
  ["order", orderEventSchema],
  ["form", formEventSchema],
  ["messaging_feedback", feedbackEventSchema],
  ["response_feedback", feedbackEventSchema],
  ["pass_thread_control", handoverEventSchema],
  ["delivery", deliveryEventSchema],
  ["read", readEventSchema],
  ["policy_enforcement", policyEventSchema],
];

/** Names that the schemas look at, so that odd values meet them. */
const NAMES = [
  ..."text attachments mid quick_reply reply_to story referral commands app_id metadata".split(" "),
  ..."num_edit title payload action emoji reaction ref source ad_id ads_context_data".split(" "),
  ..."product products note status type watermark feedback_screens questions".split(" "),
  ..."new_owner_app_id url coordinates lat long elements sticker_id start_time".split(" "),
];
const oddMembers = fc.dictionary(fc.constantFrom(...NAMES), fc.jsonValue({ maxDepth: 3 }));

test.each(SCHEMAS)("%s: no odd member makes an event unreadable", (member, schema, needed) => {
  fc.assert(
    fc.property(oddMembers, fc.jsonValue(), (odd, sender) => {
      const event = { sender, [member]: { ...odd, ...needed } };
      const parsed = schema.safeParse(event);
      expect(parsed.error).toBeUndefined();
      // What is known is kept as well as what is not.
      expect(parsed.data).toHaveProperty(member);
    }),
  );
});

test.each(SCHEMAS)("%s: whatever comes in its place, nothing throws", (member, schema) => {
  fc.assert(
    fc.property(fc.jsonValue(), (anything) => {
      schema.safeParse(anything);
      schema.safeParse({ [member]: anything });
    }),
  );
});

test("attachments of any shape are read, each one", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.jsonValue(), oddMembers)), (attachments) => {
      const read = readAttachments(attachments);
      expect(read).toHaveLength(attachments.length);
      for (const { type } of read) expect(type).not.toBe("");
    }),
  );
});

test.each([
  ["numbers where texts are told", { message: { mid: 7, text: 5 } }, { mid: "7", text: "5" }],
  ["what Meta has invented since", { message: { aura: { blue: 1 } } }, { aura: { blue: 1 } }],
  ["a reply that is none", { message: { reply_to: "x" } }, { reply_to: null }],
])("%s", (_what, event, message) => {
  expect(messageEventSchema.parse(event).message).toMatchObject(message);
});

test.each([
  ["image", { type: "image", payload: { url: "https://a.example/1" } }, "image"],
  ["sticker in its old form", { type: "image", payload: { sticker_id: 369 } }, "sticker"],
  ["nothing in it", { type: "fallback", payload: null }, "fallback"],
  ["no type", {}, "unknown"],
])("an attachment: %s", (_what, attachment, type) => {
  expect(readAttachments([attachment])).toMatchObject([{ type }]);
});

test("in echoes title and address of a link stand beside its type", () => {
  const link = { type: "fallback", title: "Shop", url: "https://shop.example" };
  expect(readAttachments([link])).toMatchObject([{ title: "Shop", url: "https://shop.example" }]);
});

test("answers of a form come in its order, follow-ups behind their questions", () => {
  const questions = {
    q1: { type: "csat", payload: "5", follow_up: { type: "free_form", payload: "Fast" } },
    q2: { payload: 4 },
  };
  const event = { messaging_feedback: { feedback_screens: [{ questions }, "odd"] } };
  expect(answersOf(feedbackEventSchema.parse(event))).toEqual(["5", "Fast", "4"]);
});
