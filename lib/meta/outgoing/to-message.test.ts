import { expect, test } from "vitest";
import { contentSchema } from "#lib/forms/outgoing-content.ts";
import { toMessage } from "./to-message.ts";

const url = "https://example.test/1.png";

test.each([
  [{ text: "Hi" }, { text: "Hi" }],
  [
    { text: "?", quick_replies: [{ title: "Yes" }, { content_type: "user_email", title: "x" }] },
    {
      text: "?",
      quick_replies: [
        { content_type: "text", title: "Yes", payload: "Yes" },
        { content_type: "user_email" },
      ],
    },
  ],
  [{ attachment: { type: "image", url } }, { attachment: { type: "image", payload: { url } } }],
  [
    { attachment: { type: "file", attachment_id: "123" } },
    { attachment: { type: "file", payload: { attachment_id: "123" } } },
  ],
  [
    { images: [{ url }, { attachment_id: "1" }] },
    {
      attachments: [
        { type: "image", payload: { url } },
        { type: "image", payload: { attachment_id: "1" } },
      ],
    },
  ],
  [
    {
      template: {
        template_type: "media",
        elements: [{ media_type: "image", attachment_id: "1" }],
      },
    },
    {
      attachment: {
        type: "template",
        payload: {
          template_type: "media",
          elements: [{ media_type: "image", attachment_id: "1" }],
        },
      },
    },
  ],
  [
    {
      template: {
        template_type: "button",
        text: "Which?",
        buttons: [{ type: "postback", title: "This", payload: "THIS" }],
      },
    },
    {
      attachment: {
        type: "template",
        payload: {
          template_type: "button",
          text: "Which?",
          buttons: [{ type: "postback", title: "This", payload: "THIS" }],
        },
      },
    },
  ],
])("%j", (content, message) => {
  expect(toMessage(contentSchema.parse(content), "id-1")).toEqual({ ...message, metadata: "id-1" });
});
