import { z } from "zod";

const url = z
  .url({ protocol: /^https?$/ })
  .optional()
  .catch(undefined);
const elementSchema = z.looseObject({ image_url: url }).catch({});
const payloadSchema = z
  .looseObject({
    url,
    product: z
      .looseObject({ elements: z.array(elementSchema).catch([]).default([]) })
      .optional()
      .catch(undefined),
  })
  .optional()
  .catch(undefined);
const attachmentSchema = z
  .looseObject({ type: z.string().catch(""), url, payload: payloadSchema })
  .catch({ type: "" });

/**
 * The addresses of an attachment's pictures, sounds, films and files, as Meta sent it: none, one, or
 * one for each product. `/api/media/:messageId/:index` counts them through all attachments of the
 * message, from 0. The link of a `fallback` is not a file.
 */
export function mediaUrlsOf(attachment: unknown): string[] {
  const { type, url, payload } = attachmentSchema.parse(attachment);
  if (type === "fallback") return [];
  const own = payload?.url ?? url;
  const products = payload?.product?.elements.flatMap(({ image_url }) => image_url ?? []) ?? [];
  return own === undefined ? products : [own, ...products];
}
